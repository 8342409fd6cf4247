package dev.chatagent.limit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The generic cell rate algorithm (ITU-T I.371): one number a key, the theoretical arrival time of the next conforming call.
 * Memory is bounded: past {@code maxKeys} keys, those whose allowance is full again are dropped, which changes no decision;
 * if all are in use, new keys share one allowance of the same size until some are free, so a flood of spoofed addresses
 * cannot grow the heap. A clock that is set back costs a key at most its burst.
 */
public final class GcraRateLimiter implements RateLimiter {
    /** In a cell that is about to leave the table: who still holds it takes another. */
    private static final long SWEPT = Long.MIN_VALUE;

    private final Clock clock;
    private final BoundedCells<AtomicLong> arrivals;

    public GcraRateLimiter(Clock clock, int maxKeys) {
        this.clock = clock;
        this.arrivals = new BoundedCells<>(maxKeys, GcraRateLimiter::leaves);
    }

    @Override
    public RateDecision tryAcquire(RateLimit limit, String key) {
        long now = nanos(clock);
        return acquire(limit, arrivals.place(limit, key, now), now);
    }

    private RateDecision acquire(RateLimit limit, BoundedCells.Place place, long now) {
        long interval = limit.nanosPerPermit();
        long tolerance = interval * limit.burst();
        while (true) {
            AtomicLong cell = arrivals.at(place, absent -> new AtomicLong(now));
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

    private static boolean leaves(AtomicLong cell, long now) {
        long arrival = cell.get();
        return arrival <= now && cell.compareAndSet(arrival, SWEPT);
    }

    static long nanos(Clock clock) {
        Instant now = clock.instant();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }
}
