package dev.chatagent.limit;

import dev.chatagent.limit.BoundedCells.Place;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A limiter of one node that settles with the other nodes afterwards: no call waits for a server. Five times a second the node charges
 * what it has admitted of busy keys to the shared limiter and learns what all nodes together have come to; until that is worked off it
 * refuses, with the exact wait. Where there is no shared limiter there is none of these either, and a call costs what it did.
 *
 * <p>A key is busy once it has had an eighth of its burst or half a second of its rate; whoever stays below and lets the burst become
 * whole again is forgotten after ten seconds, so ordinary people never touch the server. In any time T, N nodes (up to 16) that settle
 * within 250 ms admit of one key at most
 *
 * <pre>N * (burst + rate * 1 s)  +  rate * T * (1 + N / 20)</pre>
 *
 * where each for itself would admit {@code N * (burst + rate * T)}: every node can admit a burst before it hears of the others, but all of it
 * is paid back, but for what nobody was busy with. The bound is that of nodes with a {@link GcraRateLimiter}. A node alone refuses exactly
 * when its own limiter would, whichever that is. While the server cannot be asked each node's own limiter decides, and what was
 * admitted meanwhile is forgiven. Memory is bounded: past {@code maxKeys} keys new ones are left to each node.
 * Thread-safe.
 */
public final class SettledRateLimiter implements RateLimiter, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SettledRateLimiter.class);
    private static final long SETTLE_MILLIS = 200;
    private static final long SWEEP_NANOS = Duration.ofSeconds(10).toNanos();

    private final RateLimiter local;
    private final SharedRateLimiter shared;
    private final Clock clock;
    private final int maxKeys;
    private final Map<Place, SettledKey> keys = new ConcurrentHashMap<>();
    private final Queue<SettledKey> busy = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean settling = new AtomicBoolean();
    private @Nullable ScheduledFuture<?> timer;
    private boolean failing;
    private long settledNanos = Long.MIN_VALUE;
    private volatile long nextSweepNanos = Long.MIN_VALUE;

    /** Settles when told to. */
    public SettledRateLimiter(RateLimiter local, SharedRateLimiter shared, Clock clock, int maxKeys) {
        this.local = local;
        this.shared = shared;
        this.clock = clock;
        this.maxKeys = maxKeys;
    }

    /** Settles by itself from now on, until it is closed; called once. */
    public void start(ScheduledExecutorService scheduler, Executor executor) {
        timer = scheduler.scheduleWithFixedDelay(
                () -> {
                    if (!busy.isEmpty() || sweepIsDue()) {
                        executor.execute(this::settleQuietly);
                    }
                },
                SETTLE_MILLIS,
                SETTLE_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    @Override
    public RateDecision tryAcquire(RateLimit limit, String key) {
        long now = GcraRateLimiter.nanos(clock);
        Place place = new Place(limit.name(), key);
        RateDecision decision = null;
        while (decision == null) {
            SettledKey cell = keys.get(place);
            if (cell == null && keys.size() >= maxKeys) {
                return local.tryAcquire(limit, key);
            }
            decision = (cell == null ? keys.computeIfAbsent(place, absent -> new SettledKey(limit, key)) : cell)
                    .tryAcquire(local, now, busy);
        }
        return decision;
    }

    /** A slow server makes settlements fewer, not more. */
    private void settleQuietly() {
        if (!settling.compareAndSet(false, true)) {
            return;
        }
        try {
            settle();
            failing = false;
        } catch (RuntimeException e) {
            if (!failing) { // a server that is down for an hour is worth one line, not thousands
                LOG.warn(
                        "Limits are counted by each node alone while it cannot settle with the others: {}",
                        e.toString());
            }
            failing = true;
        } finally {
            settling.set(false);
        }
    }

    /**
     * Settles what is due; never called twice at once.
     *
     * @throws RuntimeException when the shared limiter cannot be asked; what it was not told is forgiven
     */
    public void settle() {
        long now = GcraRateLimiter.nanos(clock);
        if (now < settledNanos) { // a clock that is set back must not lock anybody out
            keys.values().removeIf(SettledKey::leaves);
            nextSweepNanos = now;
        }
        settledNanos = now;
        if (sweepIsDue()) {
            nextSweepNanos = now + SWEEP_NANOS;
            keys.values().removeIf(key -> key.leaves(now, busy));
        }
        charge(now);
    }

    private void charge(long now) {
        List<SettledKey> settled = new ArrayList<>();
        List<SharedRateLimiter.Charge> charges = new ArrayList<>();
        SettledKey key;
        while (charges.size() < SharedRateLimiter.MAX_CHARGES && (key = busy.poll()) != null) {
            SharedRateLimiter.Charge charge = key.take(now);
            if (charge != null) {
                settled.add(key);
                charges.add(charge);
            }
        }
        if (!charges.isEmpty()) {
            List<Duration> loads = shared.charge(charges);
            for (int i = 0; i < loads.size(); i++) {
                settled.get(i).learn(loads.get(i), now);
            }
        }
    }

    private boolean sweepIsDue() {
        return GcraRateLimiter.nanos(clock) >= nextSweepNanos;
    }

    @Override
    public void close() {
        if (timer != null) {
            timer.cancel(false);
        }
    }
}
