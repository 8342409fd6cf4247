package dev.chatagent.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.concurrent.CompletableFuture;

/**
 * A connection to a chatagent server that lasts: it comes back after every interruption, and each stream goes on where it
 * was, with every event once and in order. Thread-safe; nothing blocks. Futures complete on the builder's executor, with a
 * {@link ProblemException} when the server refuses.
 */
public interface ChatAgentClient extends AutoCloseable {

    /** @param webSocket e.g. {@code wss://chat.example.org/ws} */
    static ClientBuilder builder(URI webSocket) {
        return new ClientBuilder(webSocket);
    }

    /**
     * Connects and stays connected. In {@link ClientState#REFUSED} it tries anew, e.g. after a login; in any other state it
     * changes nothing.
     *
     * @return done once the client is online, or fails once it is refused or closed; failures that pass are waited out
     */
    CompletableFuture<Void> connect();

    /**
     * The network is back: ends the wait for the next try, if there is one. A connection that looks open is asked for a sign of life at
     * once, and counts as dead when none comes in the builder's answer time-out.
     */
    void wake();

    ClientState state();

    /**
     * Listens to what comes after a place that the caller knows, e.g. the {@code seq} of a page of messages.
     *
     * @param stream {@code user} or {@code session:<id>}; an older subscription of the same stream is ended
     * @param since at least 0
     */
    StreamSubscription subscribe(String stream, long since, StreamListener listener);

    /** Listens to what comes from now on. {@link StreamListener#onReset} is called first. */
    StreamSubscription subscribe(String stream, StreamListener listener);

    /** Sends a text. The key of its own makes it arrive once, whatever happens to the connection. */
    default CompletableFuture<Sent> send(String session, String text) {
        return send(MessageDraft.of(session, text));
    }

    /**
     * Sends a message, now or as soon as there is a connection, and again after one that broke before the answer, or when the server
     * has asked to wait (429) for less than is left of the patience.
     *
     * @return fails with {@code unreachable} after the builder's patience; the message may have been stored then, and sending the
     *     same draft again is safe
     */
    CompletableFuture<Sent> send(MessageDraft draft);

    /** Stops a run; answers the run as it is then. Like {@link #send}, it waits for a connection. */
    CompletableFuture<JsonNode> cancel(String session, String run);

    /** Asks for a sign of life; fails at once when there is no connection. */
    CompletableFuture<Void> ping();

    /** Ends everything: waiting commands fail with {@code closed}, and a second later no thread is left. Idempotent. */
    @Override
    void close();
}
