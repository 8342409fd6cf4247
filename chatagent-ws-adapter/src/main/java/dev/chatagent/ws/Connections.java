package dev.chatagent.ws;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.id.LoginId;
import dev.chatagent.id.UserId;
import dev.chatagent.wire.CloseCode;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Every connection of one endpoint: counts them by user, and looks after time-outs once a second. Thread-safe. */
final class Connections implements AutoCloseable {
    private static final int MAX_PER_USER = 10;

    private final ChatAgentRuntime runtime;
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    private final Map<UserId, Integer> perUser = new ConcurrentHashMap<>();
    private final Runnable revocation;
    private final ScheduledFuture<?> timer;
    private final AtomicBoolean sweeping = new AtomicBoolean();

    private Connections(ChatAgentRuntime runtime) {
        this.runtime = runtime;
        this.revocation =
                runtime.authenticator().onRevoked(login -> runtime.executor().execute(() -> endLogin(login)));
        this.timer = runtime.scheduler()
                .scheduleAtFixedRate(() -> runtime.executor().execute(this::sweep), 1, 1, TimeUnit.SECONDS);
    }

    static Connections start(ChatAgentRuntime runtime) {
        return new Connections(runtime);
    }

    ChatAgentRuntime runtime() {
        return runtime;
    }

    void add(Connection connection) {
        open.add(connection);
    }

    void remove(Connection connection) {
        open.remove(connection);
    }

    /** Takes one of the user's places; false when all are taken. */
    boolean takePlace(UserId user) {
        boolean[] taken = new boolean[1];
        perUser.compute(user, (id, count) -> {
            int now = count == null ? 0 : count;
            taken[0] = now < MAX_PER_USER;
            return taken[0] ? now + 1 : now;
        });
        return taken[0];
    }

    void freePlace(UserId user) {
        perUser.computeIfPresent(user, (id, count) -> count == 1 ? null : count - 1);
    }

    private void endLogin(LoginId login) {
        open.forEach(connection -> connection.endIfOf(login));
    }

    private void sweep() {
        if (sweeping.compareAndSet(false, true)) {
            try {
                open.forEach(Connection::sweep);
            } finally {
                sweeping.set(false);
            }
        }
    }

    @Override
    public void close() {
        timer.cancel(false);
        revocation.run();
        open.forEach(connection -> connection.close(CloseCode.SHUTDOWN));
    }
}
