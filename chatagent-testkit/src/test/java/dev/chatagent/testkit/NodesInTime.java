package dev.chatagent.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.limit.GcraRateLimiter;
import dev.chatagent.limit.RateLimit;
import dev.chatagent.limit.SettledRateLimiter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Some nodes with some limit, and somebody who calls them in some way for hundreds of intervals; everything from a seed. */
final class NodesInTime {
    private static final int INTERVALS = 600;
    private static final long MAX_SETTLE_NANOS = 250_000_000;

    private final long seed;
    private final Random random;
    private final TestClock clock = TestClock.create();
    private final Instant start = clock.instant();
    private final RateLimit limit;
    private final long interval;
    private final List<SettledRateLimiter> nodes = new ArrayList<>();
    private final List<Long> settleAt = new ArrayList<>();
    private final List<Double> admittedAt = new ArrayList<>();

    NodesInTime(long seed) {
        this.seed = seed;
        this.random = new Random(seed);
        this.limit = limit(random);
        this.interval = limit.period().toNanos() / limit.permits();
        MemorySharedRateLimiter shared = new MemorySharedRateLimiter(clock);
        for (int i = random.nextInt(6); i >= 0; i--) {
            nodes.add(new SettledRateLimiter(new GcraRateLimiter(clock, 100), shared, clock, 100));
            settleAt.add(0L);
        }
    }

    /** From 1,000 a second to one in some seconds, with any burst. */
    static RateLimit limit(Random random) {
        int permits = 1 + random.nextInt(random.nextBoolean() ? 1_000 : 20);
        Duration period = Duration.ofSeconds(random.nextInt(3) == 0 ? 60 : 1);
        return new RateLimit("some", permits, period, 1 + random.nextInt(random.nextBoolean() ? 300 : 20));
    }

    private long now() {
        return Duration.between(start, clock.instant()).toNanos();
    }

    /** Sprays all, stays with one for a while, or comes and goes; never the same for long. */
    void assertBound() {
        long end = interval * INTERVALS + limit.burst() * interval;
        int way = 0;
        int node = 0;
        for (int i = 0; now() < end; i++) {
            if (random.nextInt(200) == 0) {
                way = random.nextInt(4);
            }
            node = way == 0
                    ? i % nodes.size()
                    : random.nextInt(way == 1 ? 1 : 50) == 0 ? random.nextInt(nodes.size()) : node;
            if (nodes.get(node).tryAcquire(limit, "eve").admitted()) {
                admittedAt.add(now() / 1e9);
            }
            double step =
                    way == 3 && random.nextInt(100) == 0 ? 2.0 * limit.burst() : random.nextDouble() / nodes.size();
            pass((long) (interval * step));
        }
        assertEveryWindow();
    }

    private void pass(long nanos) {
        for (long left = nanos; left > 0; ) {
            long piece = Math.min(left, 10_000_000);
            clock.advance(Duration.ofNanos(piece));
            left -= piece;
            for (int i = 0; i < nodes.size(); i++) {
                if (now() >= settleAt.get(i)) {
                    nodes.get(i).settle();
                    settleAt.set(i, now() + (long) (MAX_SETTLE_NANOS * 0.95 * random.nextDouble()));
                }
            }
        }
    }

    /** The largest excess of any window over what it may have by its length, in one pass. */
    private void assertEveryWindow() {
        double rate = 1e9 / interval;
        double perSecond = rate * (1 + nodes.size() / 20.0);
        double bound = nodes.size() * (limit.burst() + rate);
        double least = Double.MAX_VALUE;
        double most = 0;
        for (int i = 0; i < admittedAt.size(); i++) {
            double level = i - perSecond * admittedAt.get(i);
            least = Math.min(least, level);
            most = Math.max(most, level + 1 - least);
        }
        assertThat(most).as("seed %d, %d nodes, %s", seed, nodes.size(), limit).isLessThanOrEqualTo(bound);
        assertThat(admittedAt.size())
                .as("seed %d, %d nodes, %s, of one who asked for more", seed, nodes.size(), limit)
                .isGreaterThan(INTERVALS / 4);
    }
}
