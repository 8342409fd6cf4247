package dev.chatagent.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.limit.RateDecision;
import dev.chatagent.limit.RateLimit;
import dev.chatagent.limit.RateLimiter;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a {@link RateLimiter} does that counts for several nodes, by the clock of the server where they meet. */
public abstract class SharedRateLimiterContract {
    private static final RateLimit SLOW = new RateLimit("slow", 1, Duration.ofHours(1), 20);

    private final String key = UUID.randomUUID().toString();
    private List<RateLimiter> nodes = List.of();

    /** The limiter of one more node. */
    protected abstract RateLimiter create();

    /** Makes the server unreachable for them. */
    protected abstract void takeAway() throws Exception;

    @BeforeEach
    void startNodes() {
        nodes = List.of(create(), create());
    }

    @Test
    void two_nodes_admit_the_burst_of_a_key_and_not_one_more() {
        long admitted = IntStream.range(0, 400)
                .parallel()
                .filter(i -> nodes.get(i % 2).tryAcquire(SLOW, key).admitted())
                .count();
        assertThat(admitted).isEqualTo(20);
        assertThat(nodes.get(0).tryAcquire(SLOW, "other " + key).remaining()).isEqualTo(19);
    }

    @Test
    void over_time_two_nodes_admit_the_rate_of_one() {
        RateLimit quick = new RateLimit("quick", 100, Duration.ofSeconds(1), 10);
        long start = System.nanoTime();
        int admitted = 0;
        long passed = 0;
        for (int i = 0; passed < 3_000_000_000L; i++) {
            admitted += nodes.get(i % 2).tryAcquire(quick, key).admitted() ? 1 : 0;
            passed = System.nanoTime() - start;
        }
        assertThat(admitted).isLessThanOrEqualTo((int) (10 + 100 * passed / 1_000_000_000L + 1));
        assertThat(admitted).isGreaterThan((int) (100 * passed / 1_000_000_000L / 2)); // the machine may be busy
    }

    @Test
    void whoever_waits_as_told_is_admitted() {
        RateLimit limit = new RateLimit("wait", 10, Duration.ofSeconds(1), 2);
        for (int i = 0; i < 12; i++) {
            RateDecision decision = nodes.get(i % 2).tryAcquire(limit, key);
            if (!decision.admitted()) {
                assertThat(decision.retryAfter()).isBetween(Duration.ofNanos(1_000), Duration.ofMillis(100));
                long end =
                        System.nanoTime() + decision.retryAfter().plusMillis(1).toNanos();
                while (System.nanoTime() < end) { // parking may end early
                    LockSupport.parkNanos(end - System.nanoTime());
                }
                assertThat(nodes.get(0).tryAcquire(limit, key).admitted()).isTrue();
            }
        }
    }

    @Test
    void without_the_server_each_node_is_left_to_its_own_count() throws Exception {
        takeAway();
        for (int i = 0; i < 50; i++) {
            assertThat(nodes.get(0).tryAcquire(SLOW, key).admitted()).isTrue();
        }
    }
}
