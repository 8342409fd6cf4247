package dev.chatagent.jdbc;

import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.limit.GcraMicros;
import dev.chatagent.limit.RateDecision;
import dev.chatagent.limit.RateLimit;
import dev.chatagent.limit.SharedRateLimiter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
final class PostgresRateLimiter implements SharedRateLimiter {
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

    /** In the order of keys, so that nodes that charge the same ones do not wait for one another in a circle. */
    private static final String CHARGE = "INSERT INTO rate_limit AS kept (key, due, admitted)"
            + " SELECT key, " + NOW
            + " + load, TRUE FROM unnest(?::text[], ?::bigint[]) AS charge (key, load) ORDER BY key"
            + " ON CONFLICT (key) DO UPDATE SET due = least(greatest(EXCLUDED.due,"
            + " kept.due + (?::bigint[])[array_position(?::text[], EXCLUDED.key)]),"
            + " " + NOW + " + (?::bigint[])[array_position(?::text[], EXCLUDED.key)])"
            + " RETURNING key, due - " + NOW;

    /** A minute later, because calls are charged some seconds after they were made. */
    private static final String SWEEP = "DELETE FROM rate_limit WHERE key IN"
            + " (SELECT key FROM rate_limit WHERE due < " + NOW + " - 60000000 LIMIT 10000 FOR UPDATE SKIP LOCKED)";

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
            prepare(connection);
            return acquire(connection, limit, key);
        }
    }

    private void prepare(Connection connection) throws SQLException {
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED); // rows may change meanwhile
        if (due(sweptNanos)) {
            try (PreparedStatement sweep = connection.prepareStatement(SWEEP)) {
                sweep.executeUpdate();
            }
        }
    }

    private static RateDecision acquire(Connection connection, RateLimit limit, String key) throws SQLException {
        GcraMicros gcra = GcraMicros.of(limit);
        try (PreparedStatement acquire = connection.prepareStatement(ACQUIRE)) {
            acquire.setString(1, gcra.place(key));
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

    @Override
    public List<Duration> charge(List<Charge> charges) {
        DataSource source = pool.get();
        if (source == null) {
            throw new ChatAgentException(ErrorCode.UNAVAILABLE, "There is no database yet.");
        }
        try (Connection connection = source.getConnection()) {
            prepare(connection);
            return charge(connection, charges);
        } catch (SQLException e) {
            throw new ChatAgentException(ErrorCode.UNAVAILABLE, "The database cannot be asked: " + e.getMessage(), e);
        }
    }

    private static List<Duration> charge(Connection connection, List<Charge> charges) throws SQLException {
        String[] places = new String[charges.size()];
        Long[] loads = new Long[places.length];
        Long[] weights = new Long[places.length];
        Long[] debts = new Long[places.length];
        for (int i = 0; i < places.length; i++) {
            Charge charge = charges.get(i);
            GcraMicros gcra = GcraMicros.of(charge.limit());
            places[i] = gcra.place(charge.key());
            loads[i] = Math.floorDiv(charge.load().toNanos(), 1_000L);
            weights[i] = charge.calls() * gcra.step();
            debts[i] = gcra.debt();
        }
        try (PreparedStatement statement = connection.prepareStatement(CHARGE)) {
            statement.setArray(1, connection.createArrayOf("text", places));
            statement.setArray(2, connection.createArrayOf("bigint", loads));
            statement.setArray(3, connection.createArrayOf("bigint", weights));
            statement.setArray(4, connection.createArrayOf("text", places));
            statement.setArray(5, connection.createArrayOf("bigint", debts));
            statement.setArray(6, connection.createArrayOf("text", places));
            return loads(statement, places);
        }
    }

    private static List<Duration> loads(PreparedStatement statement, String[] places) throws SQLException {
        Map<String, Duration> loads = new HashMap<>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                loads.put(row.getString(1), Duration.of(Math.max(0, row.getLong(2)), ChronoUnit.MICROS));
            }
        }
        return Arrays.stream(places)
                .map(place -> loads.getOrDefault(place, Duration.ZERO))
                .toList();
    }

    /** Whether a minute has passed, for one of those who ask. */
    private static boolean due(AtomicLong lastNanos) {
        long now = System.nanoTime();
        long last = lastNanos.get();
        return now - last >= SWEEP_NANOS && lastNanos.compareAndSet(last, now);
    }
}
