package dev.chatagent.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.jspecify.annotations.Nullable;

/**
 * The one connection that writes. It is kept, so that readers who hold all the others cannot make a writer wait. Guarded by
 * the leader's lock.
 */
final class WriteConnection {
    private final HikariDataSource pool;
    private final Jdbi jdbi;
    private @Nullable Handle handle;

    WriteConnection(HikariDataSource pool, Jdbi jdbi) {
        this.pool = pool;
        this.jdbi = jdbi;
    }

    Jdbi jdbi() {
        return jdbi;
    }

    Handle handle() {
        Handle open = handle;
        if (open == null) {
            open = Interruption.survived(jdbi::open);
            open.setTransactionIsolationLevel(TransactionIsolationLevel.READ_COMMITTED);
            handle = open;
        }
        return open;
    }

    /** Throws the connection away, with whatever its transaction had not committed. */
    void drop() {
        Handle doomed = handle;
        handle = null;
        if (doomed == null) {
            return;
        }
        Connection connection = doomed.getConnection();
        try {
            doomed.rollback();
            doomed.close();
        } catch (RuntimeException e) { // it may be dead already; evicting it ends its transaction in any case
        } finally {
            pool.evictConnection(connection);
            pool.getHikariPoolMXBean().softEvictConnections(); // what killed this one may have killed the others
        }
    }
}
