package dev.chatagent.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.limit.GcraRateLimiter;
import dev.chatagent.limit.RateDecision;
import dev.chatagent.limit.RateLimit;
import dev.chatagent.limit.RateLimiter;
import dev.chatagent.limit.Resilience4jRateLimiter;
import dev.chatagent.limit.SettledRateLimiter;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What nodes admit that settle afterwards, by a clock that stands still between calls. */
class SettledRateLimiterTest {
    private static final Duration SETTLE = Duration.ofMillis(200);
    private static final RateLimit READ = new RateLimit("read", 20, Duration.ofSeconds(1), 100);

    private final TestClock clock = TestClock.create();
    private final MemorySharedRateLimiter shared = new MemorySharedRateLimiter(clock);

    static RateLimiter settlingAtEachCall(RateLimiter local, Clock clock) {
        SettledRateLimiter settled = new SettledRateLimiter(local, new MemorySharedRateLimiter(clock), clock, 100_000);
        return (limit, key) -> {
            RateDecision decision = settled.tryAcquire(limit, key);
            synchronized (settled) {
                settled.settle();
            }
            return decision;
        };
    }

    private SettledRateLimiter node() {
        return new SettledRateLimiter(new GcraRateLimiter(clock, 10_000), shared, clock, 1_000);
    }

    private int admitted(RateLimiter node, RateLimit limit, int calls) {
        int admitted = 0;
        for (int i = 0; i < calls; i++) {
            admitted += node.tryAcquire(limit, "eve").admitted() ? 1 : 0;
        }
        return admitted;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void however_somebody_calls_the_nodes_they_admit_no_more_than_promised(long seed) {
        new NodesInTime(seed).assertBound();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void node_that_is_alone_decides_as_its_own_limiter(long seed) {
        Random random = new Random(seed);
        RateLimit limit = NodesInTime.limit(random);
        for (boolean gcra : new boolean[] {true, false}) {
            RateLimiter plain = local(gcra);
            SettledRateLimiter settled = new SettledRateLimiter(local(gcra), shared, clock, 1_000);
            long interval = limit.period().toNanos() / limit.permits();
            for (int i = 0; i < 20_000; i++) {
                assertThat(settled.tryAcquire(limit, "eve"))
                        .as("seed %d, %s, gcra %s, call %d", seed, limit, gcra, i)
                        .isEqualTo(plain.tryAcquire(limit, "eve"));
                clock.advance(Duration.ofNanos((long) (random.nextDouble() * random.nextDouble() * 4 * interval)));
                if (random.nextInt(4) == 0) {
                    settled.settle();
                }
            }
            clock.advance(Duration.ofDays(400));
        }
    }

    private RateLimiter local(boolean gcra) {
        return gcra ? new GcraRateLimiter(clock, 1_000) : new Resilience4jRateLimiter(clock, 1_000);
    }

    @Test
    void what_another_node_has_admitted_is_refused_here_for_exactly_as_long_as_it_takes() {
        SettledRateLimiter here = node();
        SettledRateLimiter there = node();
        assertThat(admitted(there, READ, 150)).isEqualTo(100);
        there.settle();
        assertThat(admitted(here, READ, 20)).as("nobody has told it").isEqualTo(20);
        here.settle();
        RateDecision refused = here.tryAcquire(READ, "eve");
        assertThat(refused.admitted()).isFalse();
        assertThat(refused.remaining()).isZero();
        assertThat(refused.retryAfter()).isBetween(Duration.ofMillis(1_040), Duration.ofMillis(1_050));
        clock.advance(refused.retryAfter().minusNanos(1));
        assertThat(here.tryAcquire(READ, "eve").retryAfter()).isEqualTo(Duration.ofNanos(1));
        clock.advance(Duration.ofNanos(1));
        assertThat(here.tryAcquire(READ, "eve").admitted()).isTrue();
        assertThat(here.tryAcquire(READ, "eve").admitted()).isFalse();
        assertThat(here.tryAcquire(READ, "ada").remaining()).as("of others").isEqualTo(99);
    }

    @Test
    void remaining_and_reset_are_those_of_all_nodes() {
        SettledRateLimiter here = node();
        SettledRateLimiter there = node();
        admitted(there, READ, 60);
        there.settle();
        admitted(here, READ, 12);
        here.settle();
        RateDecision decision = here.tryAcquire(READ, "eve");
        assertThat(decision.remaining()).isEqualTo(100 - 60 - 12 - 1);
        assertThat(decision.reset()).isBetween(Duration.ofMillis(3_640), Duration.ofMillis(3_650));
    }

    @Test
    void ordinary_people_never_reach_the_server() {
        SettledRateLimiter node = node();
        for (int second = 0; second < 600; second++) {
            if (second % 15 < 4) {
                admitted(node, READ, 2);
            }
            for (int i = 0; i < 5; i++) {
                clock.advance(SETTLE);
                node.settle();
            }
        }
        assertThat(shared.charged()).isZero();
    }

    @Test
    void calls_that_take_long_to_be_made_good_are_told_however_few() {
        RateLimit slow = new RateLimit("slow", 60, Duration.ofHours(1), 60);
        SettledRateLimiter here = node();
        SettledRateLimiter there = node();
        int admitted = 0;
        for (int minute = 0; minute < 600; minute++) {
            admitted += admitted(here, slow, 1) + admitted(there, slow, 1);
            for (int i = 0; i < 6; i++) {
                clock.advance(Duration.ofSeconds(10));
                here.settle();
                there.settle();
            }
        }
        assertThat(admitted).isBetween(600, 600 + 2 * 60);
    }

    @Test
    void while_the_server_is_down_each_node_decides_and_afterwards_all_is_forgiven() {
        SettledRateLimiter here = node();
        SettledRateLimiter there = node();
        shared.down(true);
        int failures = 0;
        for (int i = 0; i < 100; i++) {
            admitted(here, READ, 50);
            clock.advance(SETTLE);
            failures += fails(here) ? 1 : 0;
        }
        assertThat(failures).isGreaterThan(20);
        assertThat(admitted(there, READ, 200)).isEqualTo(100);
        assertThat(fails(there)).isTrue();
        shared.down(false);
        clock.advance(Duration.ofSeconds(5));
        assertThat(admitted(here, READ, 200)).isEqualTo(100);
    }

    private static boolean fails(SettledRateLimiter node) {
        try {
            node.settle();
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }

    @Test
    void clock_that_is_set_back_locks_nobody_out() {
        SettledRateLimiter here = node();
        SettledRateLimiter there = node();
        admitted(there, READ, 100);
        admitted(here, READ, 100);
        there.settle();
        here.settle();
        clock.advance(Duration.ofHours(-1));
        here.settle();
        RateDecision decision = here.tryAcquire(READ, "eve");
        assertThat(decision.retryAfter()).isLessThanOrEqualTo(Duration.ofMillis(50));
    }

    @Test
    void flood_of_keys_is_left_to_each_node() {
        SettledRateLimiter node = node();
        for (int i = 0; i < 100_000; i++) {
            assertThat(node.tryAcquire(READ, "spoofed " + i % 5_000).admitted()).isTrue();
            clock.advance(Duration.ofMillis(1));
        }
        node.settle();
        assertThat(shared.charged()).isLessThanOrEqualTo(1_000);
    }

    @Test
    void more_busy_keys_than_one_statement_takes_are_settled_by_the_next() {
        SettledRateLimiter node = new SettledRateLimiter(new GcraRateLimiter(clock, 10_000), shared, clock, 10_000);
        for (int i = 0; i < 2_500 * 12; i++) {
            node.tryAcquire(READ, "key " + i % 2_500);
        }
        for (int sum : new int[] {1_000, 2_000, 2_500, 2_500}) {
            node.settle();
            assertThat(shared.charged()).isEqualTo(sum);
        }
    }
}
