package dev.chatagent.jdbc;

import dev.chatagent.health.Metric;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** What is noticed beside every statement and commit of a storage. Jdbi tells it of its own, {@link Plain} of the others. Thread-safe. */
final class Meter implements SqlLogger {
    private static final String PREFIX = "chatagent_database_";
    private static final String INTEGRITY_VIOLATION = "23";

    private final Dialect dialect;
    private final SlowStatements slow;
    private final PoolMeter pool = new PoolMeter();
    private final LongAdder statements = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder retries = new LongAdder();
    private final Buckets commits =
            Buckets.ofSeconds(PREFIX + "commit_seconds", "How long a commit took, with its way to the disk.");
    private final Buckets units = Buckets.ofUnits(PREFIX + "commit_units", "How many units of work shared a commit.");
    private volatile @Nullable Instant lastCommit;
    private volatile @Nullable String lastError;

    Meter(Dialect dialect, Duration slowAfter) {
        this.dialect = dialect;
        this.slow = new SlowStatements(dialect.kind(), slowAfter, System::nanoTime);
    }

    PoolMeter pool() {
        return pool;
    }

    /** Takes the text as it was written: what is made of it on the way says nothing more. */
    @Override
    public void logAfterExecution(StatementContext context) {
        ran(context.getRawSql(), context.getElapsedTime(ChronoUnit.NANOS));
    }

    @Override
    public void logException(StatementContext context, SQLException failure) {
        logAfterExecution(context);
        failed(failure);
    }

    /** For statements that Jdbi does not see. */
    static void ran(Handle handle, String sql, long since, @Nullable SQLException failure) {
        if (handle.getConfig(SqlStatements.class).getSqlLogger() instanceof Meter meter) {
            meter.ran(sql, System.nanoTime() - since);
            if (failure != null) {
                meter.failed(failure);
            }
        }
    }

    private void ran(String sql, long nanos) {
        statements.increment();
        slow.ran(sql, nanos);
    }

    /** What the database refuses because of the rows that are there is its work, and no failure. */
    void failed(Throwable thrown) {
        Causes.states(thrown, dialect)
                .filter(state -> !state.startsWith(INTEGRITY_VIOLATION))
                .findFirst()
                .ifPresent(state -> {
                    failures.increment();
                    lastError = state + " at " + Instant.now().truncatedTo(ChronoUnit.SECONDS);
                });
    }

    void retried() {
        retries.increment();
    }

    /** @param shared how many units it made durable */
    void committed(int shared, long since) {
        long nanos = System.nanoTime() - since;
        commits.addNanos(nanos);
        units.add(shared);
        lastCommit = Instant.now();
        slow.ran("the commit of " + shared + (shared == 1 ? " unit" : " units"), nanos);
    }

    /** For operators. */
    Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("connections", pool.use());
        Instant committed = lastCommit;
        facts.put(
                "lastCommit",
                committed == null
                        ? "none yet"
                        : Duration.between(committed, Instant.now()).toSeconds() + " s ago");
        String error = lastError;
        facts.put("lastError", error == null ? "none" : error);
        return facts;
    }

    List<Metric> metrics() {
        List<Metric> metrics = new ArrayList<>(pool.metrics());
        metrics.add(counter("statements_total", "Statements that were run.", statements.sum()));
        metrics.add(counter("slow_total", "Statements and commits over CHATAGENT_DATABASE_SLOW.", slow.count()));
        metrics.add(counter("failures_total", "Statements and commits that failed.", failures.sum()));
        metrics.add(counter("retries_total", "Reads and batches that were run again.", retries.sum()));
        metrics.add(commits.metric());
        metrics.add(units.metric());
        return metrics;
    }

    private static Metric counter(String name, String description, long value) {
        return new Metric.Counter(PREFIX + name, description, (double) value);
    }
}
