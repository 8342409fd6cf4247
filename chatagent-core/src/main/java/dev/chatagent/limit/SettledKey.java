package dev.chatagent.limit;

import java.time.Duration;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * One key of a {@link SettledRateLimiter}. A sequence of calls turns an arrival time x into max(x + calls * interval, alone), where
 * {@code alone} is what the same calls make of a key that nobody has called: so two numbers tell the store everything, and a node that is
 * alone learns nothing that it did not know. Times are in nanoseconds. Thread-safe.
 */
final class SettledKey {
    private static final long NOTHING = Long.MIN_VALUE;

    /** What is learnt may be late by as much as one round trip took longer than another; nobody is refused for that. */
    private static final long GRAIN_NANOS = 5_000_000;

    private static final int BURST_SHARE = 8;
    private static final long SPARED_NANOS = 500_000_000;

    private final RateLimit limit;
    private final String key;
    private final long interval;
    private final long tolerance;
    private final int busyAt;
    private long here = NOTHING;
    private long everywhere = NOTHING;
    private long alone = NOTHING;
    private int pending;
    private boolean queued;
    private boolean gone;

    SettledKey(RateLimit limit, String key) {
        this.limit = limit;
        this.key = key;
        this.interval = limit.nanosPerPermit();
        this.tolerance = interval * limit.burst();
        this.busyAt = (int) Math.max(1, Math.min(limit.burst() / BURST_SHARE, SPARED_NANOS / interval));
    }

    /** Null when the key has left the table: who still holds it takes another. */
    synchronized @Nullable RateDecision tryAcquire(RateLimiter local, long now, Queue<SettledKey> busy) {
        if (gone) {
            return null;
        }
        long load = everywhere - now;
        boolean more = everywhere > here; // than this node knows by itself
        if (more && load + interval > tolerance) {
            return new RateDecision(
                    limit, false, 0, Duration.ofNanos(load), Duration.ofNanos(load + interval - tolerance));
        }
        RateDecision decision = local.tryAcquire(limit, key);
        if (decision.admitted()) {
            count(now, busy);
        }
        return more ? tighter(decision, everywhere - now) : decision;
    }

    private void count(long now, Queue<SettledKey> busy) {
        here = Math.max(here, now) + interval;
        alone = Math.max(alone, now) + interval;
        everywhere = everywhere == NOTHING ? NOTHING : Math.max(everywhere, now) + interval;
        pending++;
        if (pending >= busyAt) {
            enqueue(busy);
        }
    }

    private void enqueue(Queue<SettledKey> busy) {
        if (!queued) {
            queued = true;
            busy.add(this);
        }
    }

    private RateDecision tighter(RateDecision own, long load) {
        Duration reset = Duration.ofNanos(Math.max(0, load));
        return new RateDecision(
                own.limit(),
                own.admitted(),
                (int) Math.max(0, Math.min(own.remaining(), (tolerance - load) / interval)),
                own.reset().compareTo(reset) < 0 ? reset : own.reset(),
                own.retryAfter());
    }

    /** What was admitted since the last time; null when the key has left the table. */
    synchronized SharedRateLimiter.@Nullable Charge take(long now) {
        if (gone) {
            return null;
        }
        SharedRateLimiter.Charge charge =
                new SharedRateLimiter.Charge(limit, key, pending, Duration.ofNanos(alone - now));
        pending = 0;
        alone = NOTHING;
        queued = false;
        return charge;
    }

    /** Takes over what the nodes have come to when that was taken, with what was admitted here since. */
    synchronized void learn(Duration load, long taken) {
        long learnt = taken + load.toNanos() - GRAIN_NANOS;
        everywhere = pending == 0 ? learnt : Math.max(learnt + pending * interval, alone);
    }

    /** Leaves when its burst is whole again; else what was admitted since the last settlement is settled, however little it is. */
    synchronized boolean leaves(long now, Queue<SettledKey> busy) {
        boolean whole = here <= now && everywhere <= now;
        if (!whole && pending > 0) {
            enqueue(busy);
        }
        gone = whole && !queued;
        return gone;
    }

    /** Leaves whatever it knows. */
    synchronized boolean leaves() {
        gone = true;
        return true;
    }
}
