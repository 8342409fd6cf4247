package dev.chatagent.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The connection that lasts: dials, authenticates, looks for signs of life, and comes back after what each end says. Confined to
 * the loop; the state alone is read by any thread.
 */
final class Link implements Socket.Owner, Renewal.Owner {
    /** How often credentials may be refused in a row before the client is. */
    private static final int MAX_REFUSALS = 1;

    private static final long LEAST_CHARS = 256;

    /** Who takes part. */
    record Parts(Commands commands, Streams streams, Tokens tokens, States states, Backoff backoff) {}

    private final URI uri;
    private final Threads threads;
    private final Gate gate;
    private final Timing timing;
    private final Parts parts;
    private final Timers timers;
    private final Renewal renewal;
    private final List<CompletableFuture<Void>> waitingToConnect = new ArrayList<>();
    private @Nullable Socket socket;
    private String greeting = "";
    private int refusals;
    /** The last token was refused, and no other has been accepted since. */
    private boolean stale;
    /** Counts tries, so that a token that comes late opens nothing. */
    private long tries;

    Link(URI uri, Threads threads, Gate gate, Timing timing, Parts parts) {
        this.uri = uri;
        this.threads = threads;
        this.gate = gate;
        this.timing = timing;
        this.parts = parts;
        this.timers = new Timers(threads.loop);
        this.renewal = new Renewal(this, parts.tokens(), timers, parts.backoff());
    }

    @Override
    public @Nullable Socket socket() {
        return socket;
    }

    private boolean is(ClientState state) {
        return parts.states().is(state);
    }

    void connect(CompletableFuture<Void> online) {
        if (is(ClientState.ONLINE)) {
            succeed(online);
            return;
        }
        waitingToConnect.add(online);
        if (is(ClientState.IDLE) || is(ClientState.REFUSED)) {
            refusals = 0;
            stale = false;
            parts.backoff().reset();
            parts.states().become(ClientState.CONNECTING, 0, "");
            dial();
        }
    }

    void wake() {
        if (timers.pending(Timers.RETRY)) {
            dial();
        } else if (timers.pending(Timers.HEARTBEAT)) { // it may only look open
            heartbeat(Duration.ZERO);
        }
    }

    private void dial() {
        timers.stop(Timers.RETRY);
        long attempt = ++tries;
        Credentials.Reason reason = stale ? Credentials.Reason.REFUSED : Credentials.Reason.CONNECT;
        parts.tokens().ask(reason, new Tokens.Answer() {
            @Override
            public void token(String token) {
                ifStill(attempt, () -> open(token));
            }

            @Override
            public void over(String why) {
                ifStill(attempt, () -> refused(CloseCodes.UNAUTHENTICATED, why));
            }

            @Override
            public void later(String why) {
                ifStill(attempt, () -> comeBack(0, why, Duration.ZERO));
            }
        });
    }

    private void ifStill(long attempt, Runnable work) {
        if (attempt == tries && socket == null && !is(ClientState.CLOSED)) {
            work.run();
        }
    }

    private void open(String token) {
        greeting = token;
        socket = Socket.dial(threads.http(), uri, timing.connectTimeout(), threads.loop, gate, this);
        timers.start(Timers.OPEN, timing.connectTimeout(), this::silent);
    }

    @Override
    public void opened(Socket opened) {
        if (opened != socket) {
            opened.leave();
            return;
        }
        parts.commands().opened(opened);
        authenticate(opened, greeting, this::online, problem -> {
            opened.leave();
            over(CloseCodes.of(problem), problem.detail(), problem.retryAfter().orElse(Duration.ZERO));
        });
    }

    @Override
    public void authenticate(Socket with, String token, Consumer<Duration> ok, Consumer<Problem> no) {
        parts.commands()
                .now(
                        Frames.command("auth").put("token", token),
                        Commands.Answer.of(
                                answer -> {
                                    if (with == socket) {
                                        ok.accept(Frames.left(answer));
                                    }
                                },
                                problem -> {
                                    if (with == socket && problem.status() != 0) {
                                        no.accept(problem);
                                    }
                                }));
    }

    private void online(Duration left) {
        stale = false;
        timers.stop(Timers.OPEN);
        parts.states().become(ClientState.ONLINE, 0, "");
        timers.start(Timers.STEADY, Timing.STEADY, () -> {
            parts.backoff().reset();
            refusals = 0;
        });
        heartbeat(timing.heartbeat());
        renewal.before(left);
        parts.streams().online(); // first: what commands bring about is to be heard
        parts.commands().online();
        waitingToConnect.forEach(this::succeed);
        waitingToConnect.clear();
    }

    private void succeed(CompletableFuture<Void> online) {
        threads.run(() -> online.complete(null));
    }

    private void heartbeat(Duration in) {
        timers.start(Timers.HEARTBEAT, in, () -> {
            if (gate.shut()) {
                heartbeat(timing.heartbeat()); // it is we who do not read
            } else {
                parts.commands().now(Frames.command("ping"), Commands.Answer.of(pong -> again(), problem -> again()));
            }
        });
    }

    private void again() {
        if (socket != null) {
            heartbeat(timing.heartbeat());
        }
    }

    @Override
    public void received(Socket from, String text) {
        List<JsonNode> frames = Frames.read(text);
        long chars = Math.max(LEAST_CHARS, text.length() / Math.max(1, frames.size()));
        for (JsonNode frame : frames) {
            String type = frame.path("type").asText("");
            if (from != socket) {
                return;
            }
            if (type.equals("ok") || type.equals("error")) {
                parts.commands().answered(frame);
            } else {
                Frames.event(frame).ifPresent(event -> parts.streams().received(event, chars));
            }
        }
    }

    /** Nothing comes from the other end: it is dead, or the way to it. */
    void silent() {
        if (socket != null) {
            socket.fail("the server does not answer");
        }
    }

    @Override
    public void ended(Socket which, int code, String reason) {
        if (which == socket) {
            over(code, reason, Duration.ZERO);
        }
    }

    @Override
    public void impossible(Socket which, String reason) {
        if (which == socket) {
            drop();
            refused(0, reason);
        }
    }

    @Override
    public void signedOut(Socket with, String why) {
        with.leave();
        drop();
        refused(CloseCodes.UNAUTHENTICATED, why);
    }

    /** Lets go of the connection. */
    private void drop() {
        socket = null;
        timers.stopAll();
        parts.streams().lost(); // ahead of the answers that its commands do not get
        parts.commands().lost();
    }

    private void over(int code, String reason, Duration atLeast) {
        drop();
        if (code == CloseCodes.UNAUTHENTICATED && refusals++ < MAX_REFUSALS) {
            stale = true;
            parts.states().become(reconnecting(), code, reason);
            dial();
        } else if (CloseCodes.isFinal(code)) {
            refused(code, reason);
        } else {
            comeBack(code, reason, atLeast);
        }
    }

    /** Who never was online is still connecting. */
    private ClientState reconnecting() {
        return is(ClientState.CONNECTING) ? ClientState.CONNECTING : ClientState.RECONNECTING;
    }

    private void comeBack(int code, String reason, Duration atLeast) {
        parts.states().become(reconnecting(), code, reason);
        timers.start(Timers.RETRY, parts.backoff().next(code, atLeast), this::dial);
    }

    private void refused(int code, String reason) {
        parts.states().become(ClientState.REFUSED, code, reason);
        failWaiting(Problem.local("refused", reason.isEmpty() ? "The server refuses this client: " + code : reason));
    }

    private void failWaiting(Problem problem) {
        waitingToConnect.forEach(
                online -> threads.run(() -> online.completeExceptionally(new ProblemException(problem))));
        waitingToConnect.clear();
    }

    void close() {
        tries++;
        Socket open = socket;
        drop();
        if (open != null) {
            open.leave();
        }
        parts.states().become(ClientState.CLOSED, CloseCodes.NORMAL, "");
        parts.streams().close();
        parts.commands().close();
        failWaiting(Commands.closed());
        threads.loop.after(Timing.FAREWELL, threads::end);
    }
}
