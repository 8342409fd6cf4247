package dev.chatagent.limit;

import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.internal.AtomicRateLimiter;
import io.github.resilience4j.ratelimiter.internal.AtomicRateLimiter.AtomicRateLimiterMetrics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Limits counted by resilience4j: a key's whole burst comes back at the beginning of each period, whose length is such that the
 * average is that of the limit. Up to twice the burst passes where two periods meet. Memory is bounded as in {@link
 * GcraRateLimiter}, at about six times the bytes a key. Thread-safe.
 */
public final class Resilience4jRateLimiter implements RateLimiter {
    private static final String OVERFLOW_KEY = "\u0000overflow";

    private final Clock clock;
    private final int maxKeys;
    private final Map<Key, AtomicRateLimiter> buckets = new ConcurrentHashMap<>();
    private volatile long nextSweepNanos = Long.MIN_VALUE;

    private record Key(RateLimit limit, String key) {}

    /** @param maxKeys past them, keys whose burst is whole are forgotten, else new ones share one burst */
    public Resilience4jRateLimiter(Clock clock, int maxKeys) {
        this.clock = clock;
        this.maxKeys = maxKeys;
    }

    @Override
    public RateDecision tryAcquire(RateLimit limit, String key) {
        Key bucket = new Key(limit, key);
        if (buckets.size() >= maxKeys && !buckets.containsKey(bucket)) {
            sweep();
            if (buckets.size() >= maxKeys) {
                bucket = new Key(limit, OVERFLOW_KEY);
            }
        }
        AtomicRateLimiter limiter = buckets.computeIfAbsent(bucket, this::bucket);
        boolean admitted = limiter.acquirePermission(1);
        AtomicRateLimiterMetrics state = limiter.getDetailedMetrics();
        int remaining = Math.max(0, state.getAvailablePermissions());
        Duration wait = Duration.ofNanos(state.getNanosToWait());
        return new RateDecision(
                limit, admitted, remaining, remaining == 0 ? wait : period(limit), admitted ? Duration.ZERO : wait);
    }

    private AtomicRateLimiter bucket(Key key) {
        RateLimiterConfig config = RateLimiterConfig.custom()
                .limitForPeriod(key.limit().burst())
                .limitRefreshPeriod(period(key.limit()))
                .timeoutDuration(Duration.ZERO)
                .build();
        return new AtomicRateLimiter(key.limit().name(), config, this::nanos);
    }

    private static Duration period(RateLimit limit) {
        return Duration.ofNanos(limit.nanosPerPermit() * limit.burst());
    }

    private void sweep() {
        long now = nanos();
        if (now < nextSweepNanos) {
            return;
        }
        nextSweepNanos = now + Duration.ofSeconds(1).toNanos();
        buckets.entrySet()
                .removeIf(entry -> entry.getValue().getDetailedMetrics().getAvailablePermissions()
                        == entry.getKey().limit().burst());
    }

    private long nanos() {
        Instant now = clock.instant();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }
}
