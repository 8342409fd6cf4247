package dev.chatagent.limit;

import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.internal.AtomicRateLimiter;
import io.github.resilience4j.ratelimiter.internal.AtomicRateLimiter.AtomicRateLimiterMetrics;
import java.time.Clock;
import java.time.Duration;

/**
 * Limits counted by resilience4j: a key's whole burst comes back at the beginning of each period, whose length is such that the
 * average is that of the limit. Up to twice the burst passes where two periods meet. Memory is bounded as in {@link
 * GcraRateLimiter}, at about six times the bytes a key. Thread-safe.
 */
public final class Resilience4jRateLimiter implements RateLimiter {
    private final Clock clock;
    private final BoundedCells<AtomicRateLimiter> buckets;

    /** @param maxKeys past them, keys whose burst is whole are forgotten, else new ones share one burst */
    public Resilience4jRateLimiter(Clock clock, int maxKeys) {
        this.clock = clock;
        this.buckets = new BoundedCells<>(maxKeys, Resilience4jRateLimiter::isWhole);
    }

    @Override
    public RateDecision tryAcquire(RateLimit limit, String key) {
        AtomicRateLimiter limiter =
                buckets.at(buckets.place(limit, key, GcraRateLimiter.nanos(clock)), absent -> bucket(limit));
        boolean admitted = limiter.acquirePermission(1);
        AtomicRateLimiterMetrics state = limiter.getDetailedMetrics();
        int remaining = Math.max(0, state.getAvailablePermissions());
        Duration wait = Duration.ofNanos(state.getNanosToWait());
        return new RateDecision(
                limit, admitted, remaining, remaining == 0 ? wait : period(limit), admitted ? Duration.ZERO : wait);
    }

    private AtomicRateLimiter bucket(RateLimit limit) {
        RateLimiterConfig config = RateLimiterConfig.custom()
                .limitForPeriod(limit.burst())
                .limitRefreshPeriod(period(limit))
                .timeoutDuration(Duration.ZERO)
                .build();
        return new AtomicRateLimiter(limit.name(), config, () -> GcraRateLimiter.nanos(clock));
    }

    private static Duration period(RateLimit limit) {
        return Duration.ofNanos(limit.nanosPerPermit() * limit.burst());
    }

    private static boolean isWhole(AtomicRateLimiter bucket, long now) {
        return bucket.getDetailedMetrics().getAvailablePermissions()
                == bucket.getRateLimiterConfig().getLimitForPeriod();
    }
}
