package dev.chatagent.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.RandomAccessStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes an H2 file smaller, in place and piece by piece. H2 leaves that to a thread that it does not have where every commit reaches
 * the file at once, and what it does when it closes a file moves nothing once each chunk is well filled: a day of many writes
 * would leave a file of ten times its content for ever. Each piece is forced to the disk before what it replaces is overwritten.
 */
final class H2Compaction {
    private static final Logger LOG = LoggerFactory.getLogger(H2Compaction.class);
    private static final int MIB = 1024 * 1024;

    /** Smaller files are left alone while they are used. */
    private static final long LARGE_BYTES = 64L * MIB;

    private static final int WELL_FILLED_PERCENT = 90;
    private static final int HALF_EMPTY_PERCENT = 50;
    private static final int OPEN_PIECE = 4 * MIB;
    private static final Duration OPEN_TIME = Duration.ofSeconds(1);
    /** A chunk is as large as its transaction, and one that is larger than the piece is not moved. */
    private static final int CLOSING_PIECE = 128 * MIB;

    private static final Duration CLOSING_TIME = Duration.ofSeconds(3);

    private final MVStore store;
    private final RandomAccessStore file;

    private H2Compaction(MVStore store, RandomAccessStore file) {
        this.store = store;
        this.file = file;
    }

    private static Optional<H2Compaction> of(Connection connection) throws SQLException {
        if (connection.unwrap(JdbcConnection.class).getSession() instanceof SessionLocal session) {
            MVStore store = session.getDatabase().getStore().getMvStore();
            if (store.getFileStore() instanceof RandomAccessStore file) {
                return Optional.of(new H2Compaction(store, file));
            }
        }
        return Optional.empty();
    }

    /** For a file that nobody writes to any more; takes three seconds at most. What is not done by then is done another time. */
    static void closing(Connection connection) throws SQLException {
        of(connection).ifPresent(compaction -> {
            compaction.store.setRetentionTime(0);
            compaction.pieces(CLOSING_PIECE, CLOSING_TIME, false);
        });
    }

    /** Beside whatever else goes on, for a second: writers wait for one piece at most, and there is a pause after each. */
    static void open(Connection connection) throws SQLException {
        open(connection, LARGE_BYTES);
    }

    /** @param largeBytes smaller files are left alone */
    static void open(Connection connection, long largeBytes) throws SQLException {
        of(connection)
                .filter(compaction -> compaction.file.size() > largeBytes && compaction.filled() < HALF_EMPTY_PERCENT)
                .ifPresent(compaction -> compaction.pieces(OPEN_PIECE, OPEN_TIME, true));
    }

    /** How much of the file is live pages. */
    private int filled() {
        return file.getFillRate() * file.getChunksFillRate() / 100;
    }

    private void pieces(int bytes, Duration time, boolean gently) {
        long before = file.size();
        long end = System.nanoTime() + time.toNanos();
        boolean more = filled() < WELL_FILLED_PERCENT;
        try {
            while (more && System.nanoTime() - end < 0) {
                long start = System.nanoTime();
                more = piece(bytes);
                if (gently) {
                    LockSupport.parkNanos(System.nanoTime() - start);
                }
            }
        } catch (MVStoreException e) { // the file is as good as before; a full disk, for example
            LOG.debug("The database file was not made smaller", e);
        }
        if (file.size() < before / 2) {
            LOG.info("The database file is {} MB, it was {} MB", file.size() / MIB, before / MIB);
        }
    }

    /** Answers whether another one may help. What was rewritten is stored before anything is moved, else closing would append it. */
    private boolean piece(int bytes) {
        long before = file.size();
        boolean rewritten = store.compact(WELL_FILLED_PERCENT, bytes);
        store.commit();
        file.compactMoveChunks(WELL_FILLED_PERCENT, bytes, store);
        return rewritten || (filled() < WELL_FILLED_PERCENT && file.size() < before);
    }
}
