package dev.chatagent.jdbc;

import dev.chatagent.limit.GcraMicros;
import dev.chatagent.limit.RateDecision;
import dev.chatagent.limit.RateLimit;
import dev.chatagent.limit.RateLimiter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The generic cell rate algorithm in a table that all nodes of a PostgreSQL share, by the server's clock. The table is unlogged: a
 * crash of the server forgives everybody, and no call waits for a disk. Where the database cannot be asked every call is
 * admitted, because each node has counted it already. Thread-safe.
 */
final class PostgresRateLimiter implements RateLimiter {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresRateLimiter.class);
    private static final long SWEEP_NANOS = Duration.ofMinutes(1).toNanos();

    /** Microseconds of the statement's beginning, so that one call sees one moment. */
    private static final String NOW = "(extract(epoch FROM statement_timestamp()) * 1000000)::bigint";

    private static final String ACQUIRE =
            "INSERT INTO rate_limit AS kept (key, due, admitted) VALUES (?, " + NOW + " + ?, TRUE)"
                    + " ON CONFLICT (key) DO UPDATE SET admitted = kept.due <= EXCLUDED.due + ?,"
                    + " due = CASE WHEN kept.due <= EXCLUDED.due + ? THEN greatest(kept.due + ?, EXCLUDED.due)"
                    + " ELSE least(kept.due, EXCLUDED.due + ?) END"
                    + " RETURNING admitted, due - " + NOW;

    private static final String SWEEP =
            "DELETE FROM rate_limit WHERE key IN (SELECT key FROM rate_limit WHERE due < " + NOW + " LIMIT 10000)";

    private final Supplier<@Nullable DataSource> pool;
    private final AtomicLong sweptNanos = new AtomicLong(System.nanoTime());
    private final AtomicLong toldNanos = new AtomicLong(System.nanoTime() - SWEEP_NANOS);

    /** @param pool null while there is no database */
    PostgresRateLimiter(Supplier<@Nullable DataSource> pool) {
        this.pool = pool;
    }

    @Override
    public RateDecision tryAcquire(RateLimit limit, String key) {
        DataSource source = pool.get();
        if (source == null) {
            return GcraMicros.uncounted(limit);
        }
        try {
            return acquire(source, limit, key);
        } catch (SQLException | RuntimeException e) {
            if (due(toldNanos)) {
                LOG.warn(
                        "Limits that all nodes share are counted by each of them alone for the moment: {}",
                        e.toString());
            }
            return GcraMicros.uncounted(limit);
        }
    }

    private RateDecision acquire(DataSource source, RateLimit limit, String key) throws SQLException {
        try (Connection connection = source.getConnection()) {
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED); // the row may change meanwhile
            if (due(sweptNanos)) {
                try (PreparedStatement sweep = connection.prepareStatement(SWEEP)) {
                    sweep.executeUpdate();
                }
            }
            return acquire(connection, limit, limit.name() + " " + key);
        }
    }

    private static RateDecision acquire(Connection connection, RateLimit limit, String key) throws SQLException {
        GcraMicros gcra = GcraMicros.of(limit);
        try (PreparedStatement acquire = connection.prepareStatement(ACQUIRE)) {
            acquire.setString(1, key);
            acquire.setLong(2, gcra.step());
            acquire.setLong(3, gcra.tolerance() - 2 * gcra.step());
            acquire.setLong(4, gcra.tolerance() - 2 * gcra.step());
            acquire.setLong(5, gcra.step());
            acquire.setLong(6, gcra.tolerance() - gcra.step());
            try (ResultSet row = acquire.executeQuery()) {
                row.next();
                return gcra.decision(row.getBoolean(1), row.getLong(2));
            }
        }
    }

    /** Whether a minute has passed, for one of those who ask. */
    private static boolean due(AtomicLong lastNanos) {
        long now = System.nanoTime();
        long last = lastNanos.get();
        return now - last >= SWEEP_NANOS && lastNanos.compareAndSet(last, now);
    }
}
