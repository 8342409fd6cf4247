package dev.chatagent.jdbc;

import dev.chatagent.error.ChatAgentException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the disk of a database is full, as its writes say. Logged only when that changes: the log may be on the same disk.
 * Thread-safe.
 */
final class DiskRoom {
    private static final Logger LOG = LoggerFactory.getLogger(JdbcStorage.class);

    /** Small writes may fit in where others do not, so the last refusal counts for a while. */
    private static final long COUNTS_NANOS = TimeUnit.SECONDS.toNanos(3);

    private final Dialect dialect;
    private boolean full;
    private long refusedAt;

    DiskRoom(Dialect dialect) {
        this.dialect = dialect;
    }

    /**
     * Refuses without a try where it is plain that it would fail: H2 closes the whole database then, and reads it again.
     *
     * @throws ChatAgentException STORAGE_FULL
     */
    void require() {
        boolean known;
        synchronized (this) {
            known = full;
        }
        if (known && dialect.file().map(FullDisk::noRoom).orElse(false)) {
            throw DatabaseErrors.diskFull(null);
        }
    }

    /** A write has just been refused for want of room. */
    synchronized void refused() {
        if (!full) {
            LOG.error("{}: its disk is full. Writes are refused until there is room; make some", dialect.name());
        }
        full = true;
        refusedAt = System.nanoTime();
    }

    /** @param trial writes something, to find out once the last refusal is a while ago */
    boolean full(Runnable trial) {
        synchronized (this) {
            if (!full || System.nanoTime() - refusedAt < COUNTS_NANOS) {
                return full;
            }
        }
        try {
            trial.run();
        } catch (ChatAgentException e) {
            LOG.debug("There is no room yet", e);
            return true;
        }
        return !roomAgain();
    }

    private synchronized boolean roomAgain() {
        if (full && System.nanoTime() - refusedAt >= COUNTS_NANOS) {
            full = false;
            LOG.info("{}: there is room on its disk again", dialect.name());
        }
        return !full;
    }
}
