package dev.chatagent.jdbc;

import dev.chatagent.error.ChatAgentException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens a database that could not be reached at the start, as soon as it can be. Thread-safe. */
final class Opening implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JdbcStorage.class);
    private static final long SHORTEST_MILLIS = 250;
    private static final long LONGEST_MILLIS = 5_000;
    private static final long CLOSE_MILLIS = 30_000;

    private final Runnable open;
    private final Thread thread;
    private volatile boolean closed;
    private volatile @Nullable ChatAgentException hopeless;

    private Opening(Runnable open) {
        this.open = open;
        this.thread = new Thread(this::run, "chatagent-database");
        thread.setDaemon(true);
    }

    /** @param open throws {@link Dialect.Unreachable} for as long as trying again may help */
    static Opening start(Runnable open) {
        Opening opening = new Opening(open);
        opening.thread.start();
        return opening;
    }

    private void run() {
        long pause = SHORTEST_MILLIS;
        while (!closed) {
            try {
                TimeUnit.MILLISECONDS.sleep(pause);
                open.run();
                return;
            } catch (InterruptedException e) {
                return;
            } catch (Dialect.Unreachable e) {
                hopeless = null;
                LOG.debug("{}; it is tried again", e.getMessage());
            } catch (ChatAgentException e) { // whoever runs the server may mend it while we wait
                if (hopeless == null) {
                    LOG.error("{} It is tried again.", e.getMessage());
                }
                hopeless = e;
            } catch (RuntimeException | Error e) {
                LOG.error("The database cannot be opened; it is tried again", e);
            }
            pause = Math.min(2 * pause, LONGEST_MILLIS);
        }
    }

    /** What whoever needs the database meanwhile is told. */
    ChatAgentException failure() {
        return DatabaseErrors.unavailable(hopeless);
    }

    /** Ends the tries; waits for the one that is under way. Idempotent. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
