package dev.chatagent.limit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The generic cell rate algorithm (ITU-T I.371): one number a key, the theoretical arrival time of the next conforming call.
 * Memory is bounded: past {@code maxKeys} keys, those whose allowance is full again are dropped, which changes no decision;
 * if all are in use, new keys share one allowance of the same size until some are free, so a flood of spoofed addresses
 * cannot grow the heap. A clock that is set back costs a key at most its burst.
 */
public final class GcraRateLimiter implements RateLimiter {
    private static final String OVERFLOW_KEY = "\u0000overflow";

    /** In a cell that is about to leave the table: who still holds it takes another. */
    private static final long SWEPT = Long.MIN_VALUE;

    private final Clock clock;
    private final int maxKeys;
    private final Map<Key, AtomicLong> arrivals = new ConcurrentHashMap<>();
    private volatile long nextSweepNanos = Long.MIN_VALUE;

    private record Key(String limit, String key) {}

    public GcraRateLimiter(Clock clock, int maxKeys) {
        this.clock = clock;
        this.maxKeys = maxKeys;
    }

    @Override
    public RateDecision tryAcquire(RateLimit limit, String key) {
        long now = nanos();
        Key bucket = new Key(limit.name(), key);
        if (arrivals.size() >= maxKeys && !arrivals.containsKey(bucket)) {
            sweep(now);
            if (arrivals.size() >= maxKeys) {
                bucket = new Key(limit.name(), OVERFLOW_KEY);
            }
        }
        return acquire(limit, bucket, now);
    }

    private RateDecision acquire(RateLimit limit, Key bucket, long now) {
        long interval = limit.nanosPerPermit();
        long tolerance = interval * limit.burst();
        while (true) {
            AtomicLong cell = arrivals.get(bucket);
            if (cell == null) {
                cell = arrivals.computeIfAbsent(bucket, key -> new AtomicLong(now));
            }
            long arrival = cell.get();
            long due = Math.min(Math.max(arrival, now), now + tolerance);
            boolean admitted = due + interval - now <= tolerance;
            long next = admitted ? due + interval : due;
            if (arrival != SWEPT && cell.compareAndSet(arrival, next)) {
                long slack = tolerance - (next - now);
                long wait = admitted ? 0 : due + interval - now - tolerance;
                return new RateDecision(
                        limit,
                        admitted,
                        (int) (slack / interval),
                        Duration.ofNanos(next - now),
                        Duration.ofNanos(wait));
            }
        }
    }

    /** At most one a second: a full table of busy keys must not be walked for every call. */
    private void sweep(long now) {
        if (now < nextSweepNanos) {
            return;
        }
        nextSweepNanos = now + Duration.ofSeconds(1).toNanos();
        arrivals.values().removeIf(cell -> {
            long arrival = cell.get();
            return arrival <= now && cell.compareAndSet(arrival, SWEPT);
        });
    }

    private long nanos() {
        Instant now = clock.instant();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }
}
