package dev.chatagent.tests.client;

import dev.chatagent.client.ChatAgentClient;
import dev.chatagent.client.Credentials;
import dev.chatagent.client.MessageDraft;
import dev.chatagent.client.MessagePart;
import dev.chatagent.client.Problem;
import dev.chatagent.client.ProblemException;
import dev.chatagent.client.Sent;
import dev.chatagent.client.SignedOutException;
import dev.chatagent.client.StateChange;
import dev.chatagent.client.StreamEvent;
import dev.chatagent.client.StreamListener;
import dev.chatagent.client.StreamSubscription;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** The client of Java. */
final class JavaUnderTest implements ClientUnderTest {
    private final List<Heard> heard = new CopyOnWriteArrayList<>();
    private final List<String> states = new CopyOnWriteArrayList<>();
    private final Map<String, StreamSubscription> subscriptions = new ConcurrentHashMap<>();
    private final Map<String, Runnable> reactions = new ConcurrentHashMap<>();
    private final ChatAgentClient client;

    private JavaUnderTest(URI webSocket, TokenSource tokens, Options options) {
        client = ChatAgentClient.builder(webSocket)
                .credentials(reason -> token(tokens, reason))
                .onState(this::told)
                .heartbeat(Duration.ofMillis(options.heartbeat()))
                .answerTimeout(Duration.ofMillis(options.answerTimeout()))
                .maxBackoff(Duration.ofMillis(options.maxBackoff()))
                .build();
    }

    static Maker maker() {
        return new Maker() {
            @Override
            public ClientUnderTest make(URI webSocket, TokenSource tokens, Options options) {
                return new JavaUnderTest(webSocket, tokens, options);
            }

            @Override
            public void close() {}
        };
    }

    private void told(StateChange change) {
        String state = change.state().name().toLowerCase(Locale.ROOT);
        states.add(state);
        Runnable reaction = reactions.remove(state);
        if (reaction != null) {
            reaction.run();
        }
    }

    @SuppressWarnings("NullAway") // what is no token is given on purpose
    private static CompletableFuture<String> token(TokenSource tokens, Credentials.Reason reason) {
        try {
            return CompletableFuture.completedFuture(tokens.token(reason.name().toLowerCase(Locale.ROOT)));
        } catch (Silence e) {
            return new CompletableFuture<>();
        } catch (SignedOut e) {
            throw new SignedOutException("signed out", e);
        }
    }

    @Override
    public void connect() {
        CompletableFuture<?> unused = client.connect(); // its end is a state
    }

    @Override
    public void wake() {
        client.wake();
    }

    @Override
    public CompletableFuture<String> when(String state, String what) {
        CompletableFuture<String> done = new CompletableFuture<>();
        reactions.put(state, () -> {
            if (what.equals("close")) {
                client.close();
                done.complete("");
            } else {
                CompletableFuture<?> unused = client.connect()
                        .whenComplete((online, failure) -> done.complete(failure == null ? "" : code(failure)));
            }
        });
        return done;
    }

    @Override
    public void subscribe(String stream, long since, Manner manner) {
        StreamListener listener = new Ear(stream, manner, heard);
        subscriptions.put(
                stream, since < 0 ? client.subscribe(stream, listener) : client.subscribe(stream, since, listener));
    }

    /** Fails the test when it is called twice at a time. */
    private record Ear(String stream, Manner manner, List<Heard> heard, AtomicInteger inside)
            implements StreamListener {
        Ear(String stream, Manner manner, List<Heard> heard) {
            this(stream, manner, heard, new AtomicInteger());
        }

        @Override
        public void onEvent(StreamEvent event) {
            boolean alone = inside.incrementAndGet() == 1;
            heard.add(new Heard(alone ? "event" : "concurrent event", stream, event.seq(), event.type()));
            if (manner.delayMillis() > 0) {
                LockSupport.parkNanos(manner.delayMillis() * 1_000_000);
            }
            inside.decrementAndGet();
            if (manner.throwing()) {
                throw new IllegalStateException("as asked");
            }
        }

        @Override
        public void onReset(long seq) {
            heard.add(new Heard("reset", stream, seq, ""));
        }

        @Override
        public void onGone(Problem problem) {
            heard.add(new Heard("gone", stream, problem.status(), problem.code()));
        }
    }

    @Override
    public void unsubscribe(String stream) {
        Objects.requireNonNull(subscriptions.get(stream)).close();
    }

    @Override
    public CompletableFuture<String> send(String chat, String text) {
        return answer(client.send(chat, text));
    }

    @Override
    public CompletableFuture<String> send(String chat, String text, String file) {
        return answer(
                client.send(MessageDraft.of(chat, List.of(new MessagePart.Text(text), new MessagePart.File(file)))));
    }

    private static CompletableFuture<String> answer(CompletableFuture<Sent> message) {
        return message.handle((sent, failure) -> failure == null ? sent.messageId() : code(failure));
    }

    @Override
    public CompletableFuture<String> ping() {
        return client.ping().handle((pong, failure) -> failure == null ? "" : code(failure));
    }

    private static String code(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof ProblemException refused ? refused.problem().code() : cause.toString();
    }

    @Override
    public List<Heard> heard() {
        return heard;
    }

    @Override
    public List<String> states() {
        return states;
    }

    @Override
    public void close() {
        client.close();
    }
}
