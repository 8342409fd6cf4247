package dev.chatagent.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import com.zaxxer.hikari.metrics.IMetricsTracker;
import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import com.zaxxer.hikari.metrics.PoolStats;
import dev.chatagent.health.Metric;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** How a storage's connections are used. Thread-safe. */
final class PoolMeter implements MetricsTrackerFactory, IMetricsTracker {
    private static final String PREFIX = "chatagent_database_connection";

    private final Buckets waits =
            Buckets.ofSeconds(PREFIX + "_wait_seconds", "How long a read waited for a connection of the pool.");

    private final LongAdder timeouts = new LongAdder();
    private volatile @Nullable HikariDataSource pool;

    void watch(HikariDataSource opened) {
        pool = opened;
    }

    @Override
    public IMetricsTracker create(String poolName, PoolStats stats) {
        return this;
    }

    @Override
    public void recordConnectionAcquiredNanos(long nanos) {
        waits.addNanos(nanos);
    }

    @Override
    public void recordConnectionTimeout() {
        timeouts.increment();
    }

    /** The counts outlive the pool. */
    @Override
    public void close() {}

    private @Nullable HikariPoolMXBean state() {
        HikariDataSource open = pool;
        return open == null || open.isClosed() ? null : open.getHikariPoolMXBean();
    }

    /** For people. */
    String use() {
        HikariPoolMXBean state = state();
        return state == null
                ? "closed"
                : state.getActiveConnections() + " in use, " + state.getIdleConnections() + " idle, "
                        + state.getThreadsAwaitingConnection() + " waiting";
    }

    List<Metric> metrics() {
        HikariPoolMXBean state = state();
        return List.of(
                gauge(
                        "s_active",
                        "Connections in use, the one that writes among them.",
                        state == null ? 0 : state.getActiveConnections()),
                gauge(
                        "s_idle",
                        "Connections that are open and not in use.",
                        state == null ? 0 : state.getIdleConnections()),
                gauge(
                        "s_pending",
                        "Threads that wait for a connection.",
                        state == null ? 0 : state.getThreadsAwaitingConnection()),
                waits.metric(),
                new Metric.Counter(
                        PREFIX + "_timeouts_total", "Reads that got no connection in time.", (double) timeouts.sum()));
    }

    private static Metric gauge(String name, String description, int value) {
        return new Metric.Gauge(PREFIX + name, description, value);
    }
}
