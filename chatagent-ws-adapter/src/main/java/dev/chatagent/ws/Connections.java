package dev.chatagent.ws;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.config.Settings;
import dev.chatagent.id.LoginId;
import dev.chatagent.wire.CloseCode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every connection of one endpoint: ends those of revoked logins, and looks after time-outs. Thread-safe. */
final class Connections implements AutoCloseable {
    /** Between two looks for connections that are stuck. */
    static final long LOOK_MILLIS = 250;

    private static final int LOOKS_A_SECOND = (int) (1_000 / LOOK_MILLIS);
    private static final long MAX_CLOSE_SECONDS = 2;
    /** Of the runtime's threads, so that peers who take nothing leave some to everybody else. */
    private static final int MAX_BLOCKED = 32;
    /** As above, for pings: they must not wait behind the farewells to peers who take nothing. */
    private static final int PING_WIDTH = 8;
    /** Connections with commands that wait for their turn, as many as callers over HTTP. */
    private static final int MAX_HELD = 32;
    /** Threads that do what was held back. */
    private static final int HELD_WIDTH = 8;

    private final ChatAgentRuntime runtime;
    private final Duration heartbeat;
    private final RecentFrames frames = new RecentFrames();
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    private final Runnable revocation;
    private final Lane blocking;
    private final Lane pings;
    private final Lane held;
    private final Semaphore holds = new Semaphore(MAX_HELD);
    private final ScheduledFuture<?> timer;
    private final AtomicBoolean sweeping = new AtomicBoolean();
    private int looks;
    private volatile boolean closed;

    private Connections(ChatAgentRuntime runtime) {
        this.runtime = runtime;
        this.heartbeat = runtime.settings().get(Settings.HEARTBEAT, runtime.environment());
        this.revocation = runtime.authenticator().onRevoked(login -> run(() -> endLogin(login)));
        this.blocking = new Lane(this::run, MAX_BLOCKED);
        this.pings = new Lane(this::run, PING_WIDTH);
        this.held = new Lane(this::run, HELD_WIDTH);
        this.timer = runtime.scheduler()
                .scheduleAtFixedRate(() -> run(this::sweep), LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    static Connections start(ChatAgentRuntime runtime) {
        return new Connections(runtime);
    }

    ChatAgentRuntime runtime() {
        return runtime;
    }

    RecentFrames frames() {
        return frames;
    }

    Duration heartbeat() {
        return heartbeat;
    }

    /** Whether new connections are sent away; to be asked after {@link #add}. */
    boolean closing() {
        return closed || runtime.closing();
    }

    void add(Connection connection) {
        open.add(connection);
    }

    void remove(Connection connection) {
        open.remove(connection);
    }

    /** Runs what waits for a peer. */
    void block(Runnable work) {
        blocking.run(work);
    }

    /** As above. */
    void ping(Runnable work) {
        pings.run(work);
    }

    /** Whether one more connection may hold commands back; to be given back with {@link #heldNoMore}. */
    boolean mayHold() {
        return holds.tryAcquire();
    }

    void heldNoMore() {
        holds.release();
    }

    /** Goes on with what was held back, after that time; not at all once the runtime stops. */
    void later(Runnable work, Duration wait) {
        try {
            ScheduledFuture<?> unused =
                    runtime.scheduler().schedule(() -> held.run(work), wait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            Connection.LOG.debug("Nothing is done any more: {}", e.toString());
        }
    }

    /** On a thread of the runtime, on this one when the runtime has none left. */
    private void run(Runnable work) {
        try {
            runtime.executor().execute(work);
        } catch (RejectedExecutionException e) {
            work.run();
        }
    }

    private void endLogin(LoginId login) {
        open.forEach(connection -> connection.endIfOf(login));
    }

    private void sweep() {
        if (sweeping.compareAndSet(false, true)) {
            try {
                open.forEach(Connection::endIfStuck);
                looks = (looks + 1) % LOOKS_A_SECOND;
                if (looks == 0) {
                    open.forEach(Connection::sweep);
                }
            } finally {
                sweeping.set(false);
            }
        }
    }

    /** Waits a little, so that the container does not stop before the word is out. */
    @Override
    public void close() {
        closed = true;
        timer.cancel(false);
        revocation.run();
        Map<Boolean, List<Connection>> byIdle = open.stream().collect(Collectors.partitioningBy(Connection::idle));
        List<Connection> last = Stream.of(true, false) // who takes nothing holds up nobody else
                .flatMap(idle -> byIdle.getOrDefault(idle, List.of()).stream())
                .toList();
        CountDownLatch told = new CountDownLatch(last.size());
        last.forEach(connection -> connection.close(CloseCode.SHUTDOWN, told::countDown));
        try {
            if (!told.await(MAX_CLOSE_SECONDS, TimeUnit.SECONDS)) {
                Connection.LOG.debug("Some clients were not told to come back");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
