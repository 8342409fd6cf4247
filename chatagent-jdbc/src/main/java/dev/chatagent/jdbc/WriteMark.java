package dev.chatagent.jdbc;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A row of each storage with the number of its last transaction, written by that transaction: who gets no answer to a commit
 * looks there, and knows. Thread-safe.
 */
final class WriteMark {
    /** Takes the row's name and the number. */
    static final String PUT = """
            INSERT INTO write_mark (writer, batch) VALUES (?, ?)
            ON CONFLICT (writer) DO UPDATE SET batch = EXCLUDED.batch, written_at = EXCLUDED.written_at""";

    static final String YESTERDAY = "CURRENT_TIMESTAMP - INTERVAL '1' DAY";

    private static final Logger LOG = LoggerFactory.getLogger(WriteMark.class);

    private final Object writer;
    private final String lock;
    private final String put;
    private final String yesterday;
    private final AtomicLong batches = new AtomicLong();

    /**
     * @param writer the row's name: another one each time the database is opened
     * @param lock what a transaction that writes begins with; may be empty
     * @param yesterday the time of the database's own clock a day ago
     */
    WriteMark(Object writer, String lock, String put, String yesterday) {
        this.writer = writer;
        this.lock = lock;
        this.put = lock.isEmpty() ? put : lock + ";\n" + put; // one way to the server and back
        this.yesterday = yesterday;
    }

    /** Begins a transaction with it. */
    Dialect.Written begin(Handle handle) {
        long batch = batches.incrementAndGet();
        handle.begin();
        Plain.execute(handle, put, writer, batch);
        return jdbi -> applied(jdbi, batch);
    }

    /**
     * Under the lock, because a server may still be busy with the commit that nobody waits for any more; and with a new look at
     * the rows for each statement, because what that commit did would not be seen otherwise by who has waited for it.
     */
    private Optional<Boolean> applied(Jdbi jdbi, long batch) {
        try {
            return Optional.of(jdbi.inTransaction(TransactionIsolationLevel.READ_COMMITTED, handle -> {
                if (!lock.isEmpty()) {
                    handle.execute(lock);
                }
                return Plain.first(
                                handle,
                                "SELECT batch FROM write_mark WHERE writer = ?",
                                row -> row.getLong(1) == batch,
                                writer)
                        .orElse(false);
            }));
        } catch (RuntimeException e) {
            LOG.debug("What came of a commit cannot be looked up", e);
            return Optional.empty();
        }
    }

    /**
     * Deletes the rows of storages that are gone. A row is looked at within a minute of its transaction, which itself is ended
     * after a minute; a storage that has not written for a day puts its row again when it does.
     *
     * @return how many they were
     */
    int prune(Handle handle) {
        return Plain.update(handle, "DELETE FROM write_mark WHERE written_at < " + yesterday);
    }
}
