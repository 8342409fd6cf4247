package dev.chatagent.testkit;

import dev.chatagent.limit.GcraMicros;
import dev.chatagent.limit.RateDecision;
import dev.chatagent.limit.RateLimit;
import dev.chatagent.limit.SharedRateLimiter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Where the nodes of one process meet, by a clock that a test may move. Thread-safe. */
final class MemorySharedRateLimiter implements SharedRateLimiter {
    private final Clock clock;
    private final Map<String, Long> dues = new ConcurrentHashMap<>();
    private final AtomicInteger charged = new AtomicInteger();
    private volatile boolean down;

    MemorySharedRateLimiter(Clock clock) {
        this.clock = clock;
    }

    /** How many charges it was sent. */
    int charged() {
        return charged.get();
    }

    void down(boolean newDown) {
        down = newDown;
    }

    private long now() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    }

    @Override
    public RateDecision tryAcquire(RateLimit limit, String key) {
        if (down) {
            return GcraMicros.uncounted(limit);
        }
        GcraMicros gcra = GcraMicros.of(limit);
        long now = now();
        boolean[] refused = new boolean[1];
        long due = dues.merge(gcra.place(key), now + gcra.step(), (kept, first) -> {
            long load = Math.max(kept, now) - now;
            refused[0] = load + gcra.step() > gcra.tolerance();
            return now + load + (refused[0] ? 0 : gcra.step());
        });
        return gcra.decision(!refused[0], due - now);
    }

    @Override
    public List<Duration> charge(List<Charge> charges) {
        if (down) {
            throw new IllegalStateException("down");
        }
        charged.addAndGet(charges.size());
        return charges.stream().map(this::charge).toList();
    }

    private Duration charge(Charge charge) {
        GcraMicros gcra = GcraMicros.of(charge.limit());
        long now = now();
        long alone = now + Math.floorDiv(charge.load().toNanos(), 1_000L);
        long due = dues.merge(
                gcra.place(charge.key()),
                alone,
                (kept, first) -> Math.min(Math.max(kept + charge.calls() * gcra.step(), alone), now + gcra.debt()));
        return Duration.of(Math.max(0, due - now), ChronoUnit.MICROS);
    }
}
