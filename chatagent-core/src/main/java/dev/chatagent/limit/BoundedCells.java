package dev.chatagent.limit;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * What limiters keep for each key of each limit, in bounded memory: past a number of keys, those whose allowance is full again are
 * dropped, which changes no decision; if all are in use, new keys of a limit share one cell until some are free, so that a flood
 * of spoofed addresses cannot grow the heap. Thread-safe.
 */
final class BoundedCells<C> {
    private static final String OVERFLOW_KEY = "\u0000overflow";

    private final int maxKeys;
    private final Idle<C> idle;
    private final Map<Place, C> cells = new ConcurrentHashMap<>();
    private volatile long nextSweepNanos = Long.MIN_VALUE;

    /** Where a cell is kept. */
    record Place(String limit, String key) {}

    /** Whether a cell may be dropped at that time; what is answered with true is dropped. */
    @FunctionalInterface
    interface Idle<C> {
        boolean at(C cell, long nowNanos);
    }

    BoundedCells(int maxKeys, Idle<C> idle) {
        this.maxKeys = maxKeys;
        this.idle = idle;
    }

    Place place(RateLimit limit, String key, long nowNanos) {
        Place own = new Place(limit.name(), key);
        if (cells.size() >= maxKeys && !cells.containsKey(own)) {
            sweep(nowNanos);
            if (cells.size() >= maxKeys) {
                return new Place(limit.name(), OVERFLOW_KEY);
            }
        }
        return own;
    }

    C at(Place place, Function<Place, C> make) {
        C cell = cells.get(place);
        return cell == null ? cells.computeIfAbsent(place, make) : cell;
    }

    /** At most once a second: a full table of busy keys must not be walked for every call. */
    private void sweep(long nowNanos) {
        if (nowNanos >= nextSweepNanos) {
            nextSweepNanos = nowNanos + Duration.ofSeconds(1).toNanos();
            cells.values().removeIf(cell -> idle.at(cell, nowNanos));
        }
    }
}
