package dev.chatagent.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An open database: its connections, up to date in its schema, and the one that writes. */
record Database(Dialect dialect, HikariDataSource pool, Jdbi jdbi, Map<String, String> facts, GroupCommit writer)
        implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JdbcStorage.class);
    private static final int READERS = 10;
    private static final Duration CONNECTION_WAIT = Duration.ofSeconds(10);
    private static final Duration SERVER_WAIT = Duration.ofSeconds(3);

    /** Opens it; on a failure nothing stays open. */
    static Database open(Dialect dialect, Meter meter) {
        HikariConfig config = dialect.pool();
        config.setMaximumPoolSize(READERS + 1);
        config.setMinimumIdle(1);
        config.setConnectionTimeout((dialect.shared() ? SERVER_WAIT : CONNECTION_WAIT).toMillis());
        config.setPoolName("chatagent");
        config.setMetricsTrackerFactory(meter.pool());
        HikariDataSource pool = new HikariDataSource(config);
        try {
            String schema = SchemaVersion.migrate(dialect.shared() ? ReadCommitted.of(pool) : pool, dialect);
            if (dialect.walled()) { // what the migrations could see must not stay with a connection
                pool.getHikariPoolMXBean().softEvictConnections();
            }
            Jdbi jdbi = Jdbi.create(pool);
            jdbi.setSqlLogger(meter);
            dialect.teach(jdbi);
            dialect.opened(jdbi);
            meter.pool().watch(pool);
            Map<String, String> facts = Map.of("version", version(jdbi), "schema", schema);
            return new Database(
                    dialect, pool, jdbi, facts, new GroupCommit(new WriteConnection(pool, jdbi), dialect, meter));
        } catch (RuntimeException | Error e) {
            closePool(pool);
            throw e;
        }
    }

    private static String version(Jdbi jdbi) {
        return jdbi.withHandle(handle -> {
            try {
                return handle.getConnection().getMetaData().getDatabaseProductVersion();
            } catch (SQLException e) {
                throw new ConnectionException(e);
            }
        });
    }

    @Override
    public void close() {
        closeAll(writer, this::compact, () -> closePool(pool));
    }

    /** The source first: the pool waits for those who are connecting. */
    private static void closePool(HikariDataSource pool) {
        if (pool.getDataSource() instanceof PatientDataSource source) {
            source.close();
        }
        pool.close();
    }

    private void compact() throws SQLException {
        if (!writer.broken()) {
            try (Connection connection = pool.getConnection()) {
                dialect.closing(connection);
            }
        }
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
