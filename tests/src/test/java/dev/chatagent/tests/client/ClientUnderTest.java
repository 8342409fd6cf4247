package dev.chatagent.tests.client;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A client of either language, and everything that it has told so far. Thread-safe. */
interface ClientUnderTest extends AutoCloseable {

    /** What listeners heard: {@code event}, {@code reset} or {@code gone}; of the latter the status and code. */
    record Heard(String kind, String stream, long seq, String type) {}

    /** How a listener behaves. */
    record Manner(boolean throwing, long delayMillis) {
        static final Manner PLAIN = new Manner(false, 0);
    }

    /** How a client is set up, in milliseconds. */
    record Options(long heartbeat, long answerTimeout, long maxBackoff) {
        static final Options USUAL = new Options(25_000, 10_000, 30_000);
        /** Comes back soon, and notices soon: for tests of what happens then. */
        static final Options HASTY = new Options(300, 500, 60);
    }

    /** Gives tokens to the client. */
    interface TokenSource {
        /**
         * @param reason connect, expiring or refused
         * @return null: nothing that is a token
         * @throws SignedOut when there is none any more
         * @throws Silence to answer nothing, ever
         */
        @Nullable
        String token(String reason);
    }

    /** Nobody is logged in. */
    final class SignedOut extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** The source hangs. */
    final class Silence extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Makes clients. */
    interface Maker extends AutoCloseable {
        ClientUnderTest make(URI webSocket, TokenSource tokens, Options options) throws Exception;

        @Override
        void close() throws IOException;
    }

    void connect();

    void wake();

    /**
     * Connects or closes from within the call that tells of a state, the next time that it does.
     *
     * @param what connect or close
     * @return an empty text, or the code of the problem
     */
    CompletableFuture<String> when(String state, String what);

    /** @param since negative: from now on */
    void subscribe(String stream, long since, Manner manner);

    default void subscribe(String stream, long since) {
        subscribe(stream, since, Manner.PLAIN);
    }

    void unsubscribe(String stream);

    /** Answers the id of the message, or the code of the problem. */
    CompletableFuture<String> send(String chat, String text);

    /** The same with a file behind the text. */
    CompletableFuture<String> send(String chat, String text, String file);

    /** Answers an empty text, or the code of the problem. */
    CompletableFuture<String> ping();

    List<Heard> heard();

    /** Every state that there was, in order. */
    List<String> states();

    @Override
    void close();

    default String state() {
        List<String> states = states();
        return states.isEmpty() ? "idle" : states.get(states.size() - 1);
    }

    default List<Long> seqs(String stream) {
        return heard().stream()
                .filter(heard -> heard.kind().equals("event") && heard.stream().equals(stream))
                .map(Heard::seq)
                .toList();
    }

    default List<Heard> heard(String kind) {
        return heard().stream().filter(each -> each.kind().equals(kind)).toList();
    }
}
