package dev.chatagent.benchmarks;

import dev.chatagent.limit.GcraRateLimiter;
import dev.chatagent.limit.RateLimit;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counting a call against a limit: the rate against the smallest GCRA there is, and the memory of a key. */
final class RateLimitCheck implements Row {
    private static final RateLimit LIMIT = new RateLimit("read", 1_000_000, Duration.ofSeconds(1), 1_000_000);
    private static final int KEYS = 10_000;
    private static final int MANY_KEYS = 100_000;

    @Override
    public String name() {
        return "limit";
    }

    @Override
    public List<Line> measure(Scale scale) throws Exception {
        List<String> keys = keys(KEYS);
        GcraRateLimiter limiter = new GcraRateLimiter(Clock.systemUTC(), 2 * KEYS);
        MinimalGcra minimal = new MinimalGcra(1_000_000, 1_000);
        int[] next = new int[2];
        Duel duel = Duel.tight(
                scale,
                () -> limiter.tryAcquire(LIMIT, keys.get(next[0]++ % KEYS)),
                () -> minimal.tryAcquire(keys.get(next[1]++ % KEYS)));
        List<Double> bytes = new ArrayList<>();
        for (int round = 0; round < scale.rounds(); round++) {
            bytes.add(bytesPerKey());
        }
        return List.of(
                duel.line("rate limit check, 10k keys", "minimal GCRA", Bar.atLeast(0.8)),
                new Line("rate limit, bytes a key", "none", bytes, Bar.atMost(100), "100k keys, beside the keys"));
    }

    private static double bytesPerKey() {
        List<String> keys = keys(MANY_KEYS);
        GcraRateLimiter limiter = new GcraRateLimiter(Clock.systemUTC(), 2 * MANY_KEYS);
        long before = Memory.used();
        keys.forEach(key -> limiter.tryAcquire(LIMIT, key));
        double bytes = (double) (Memory.used() - before) / MANY_KEYS;
        limiter.tryAcquire(LIMIT, keys.get(0));
        return bytes;
    }

    private static List<String> keys(int count) {
        List<String> keys = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            keys.add("a:10." + (i >> 16 & 255) + "." + (i >> 8 & 255) + "." + (i & 255));
        }
        return keys;
    }

    /** One number a key and nothing else: no clock to set, no bound, no numbers for headers. */
    private static final class MinimalGcra {
        private final long tolerance;
        private final long interval;
        private final Map<String, Long> arrivals = new ConcurrentHashMap<>();

        MinimalGcra(long burst, long intervalNanos) {
            this.interval = intervalNanos;
            this.tolerance = burst * intervalNanos;
        }

        Boolean tryAcquire(String key) {
            long now = System.nanoTime();
            boolean[] admitted = new boolean[1];
            arrivals.compute(key, (k, arrival) -> {
                long due = arrival == null ? now : Math.max(arrival, now);
                admitted[0] = due + interval - now <= tolerance;
                return admitted[0] ? due + interval : due;
            });
            return admitted[0];
        }
    }
}
