package dev.chatagent.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An open database: its connections, up to date in its schema, and the one that writes. */
record Database(HikariDataSource pool, Jdbi jdbi, GroupCommit writer) implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JdbcStorage.class);
    private static final int READERS = 10;
    private static final Duration CONNECTION_WAIT = Duration.ofSeconds(10);
    private static final Duration SERVER_WAIT = Duration.ofSeconds(3);

    /** Opens it; on a failure nothing stays open. */
    static Database open(Dialect dialect) {
        HikariConfig config = dialect.pool();
        config.setMaximumPoolSize(READERS + 1);
        config.setMinimumIdle(1);
        config.setConnectionTimeout((dialect.shared() ? SERVER_WAIT : CONNECTION_WAIT).toMillis());
        config.setPoolName("chatagent");
        HikariDataSource pool = new HikariDataSource(config);
        try {
            SchemaVersion.migrate(dialect.shared() ? ReadCommitted.of(pool) : pool, dialect.migrations());
            Jdbi jdbi = Jdbi.create(pool);
            dialect.teach(jdbi);
            dialect.opened(jdbi);
            return new Database(pool, jdbi, new GroupCommit(new WriteConnection(pool, jdbi), dialect));
        } catch (RuntimeException | Error e) {
            pool.close();
            throw e;
        }
    }

    @Override
    public void close() {
        closeAll(writer, pool);
    }

    static void closeAll(AutoCloseable... inOrder) {
        for (AutoCloseable part : inOrder) {
            try {
                part.close();
            } catch (Exception e) { // the others must be closed all the same
                LOG.warn("The database did not close cleanly: {}", e.toString());
            }
        }
    }
}
