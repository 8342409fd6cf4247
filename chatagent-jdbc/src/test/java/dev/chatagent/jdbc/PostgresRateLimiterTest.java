package dev.chatagent.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.limit.RateDecision;
import dev.chatagent.limit.RateLimit;
import dev.chatagent.limit.RateLimiter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Limits that two nodes of one PostgreSQL count together, by the server's clock. */
class PostgresRateLimiterTest {
    private static final RateLimit SLOW = new RateLimit("slow", 1, Duration.ofHours(1), 20);

    private final String url = PostgresFixture.get().newDatabase();
    private final JdbcStorage one = JdbcStorage.at(url);
    private final JdbcStorage two = JdbcStorage.at(url);

    @BeforeEach
    void start() {
        one.start();
        two.start();
    }

    @AfterEach
    void stop() {
        one.close();
        two.close();
    }

    private static RateLimiter limiter(JdbcStorage node) {
        return node.rateLimiter().orElseThrow();
    }

    @Test
    void two_nodes_admit_the_burst_of_a_key_and_not_one_more() {
        List<RateLimiter> nodes = List.of(limiter(one), limiter(two));
        long admitted = IntStream.range(0, 400)
                .parallel()
                .filter(i -> nodes.get(i % 2).tryAcquire(SLOW, "key").admitted())
                .count();
        assertThat(admitted).isEqualTo(20);
        assertThat(limiter(one).tryAcquire(SLOW, "other").remaining()).isEqualTo(19);
    }

    @Test
    void over_time_two_nodes_admit_the_rate_of_one() {
        RateLimit quick = new RateLimit("quick", 100, Duration.ofSeconds(1), 10);
        long start = System.nanoTime();
        int admitted = 0;
        long passed = 0;
        for (int i = 0; passed < 3_000_000_000L; i++) {
            admitted += limiter(i % 2 == 0 ? one : two).tryAcquire(quick, "key").admitted() ? 1 : 0;
            passed = System.nanoTime() - start;
        }
        assertThat(admitted).isLessThanOrEqualTo((int) (10 + 100 * passed / 1_000_000_000L + 1));
        assertThat(admitted).isGreaterThan((int) (100 * passed / 1_000_000_000L / 2)); // the machine may be busy
    }

    @Test
    void whoever_waits_as_told_is_admitted() {
        RateLimit limit = new RateLimit("wait", 10, Duration.ofSeconds(1), 2);
        for (int i = 0; i < 12; i++) {
            RateDecision decision = limiter(i % 2 == 0 ? one : two).tryAcquire(limit, "key");
            if (!decision.admitted()) {
                assertThat(decision.retryAfter()).isBetween(Duration.ofNanos(1_000), Duration.ofMillis(100));
                long end =
                        System.nanoTime() + decision.retryAfter().plusMillis(1).toNanos();
                while (System.nanoTime() < end) { // parking may end early
                    LockSupport.parkNanos(end - System.nanoTime());
                }
                assertThat(limiter(one).tryAcquire(limit, "key").admitted()).isTrue();
            }
        }
    }

    @Test
    void without_the_database_each_node_is_left_to_its_own_count() {
        RateLimiter limiter = limiter(one);
        one.close();
        for (int i = 0; i < 50; i++) {
            assertThat(limiter.tryAcquire(SLOW, "key").admitted()).isTrue();
        }
        assertThat(JdbcStorage.at(url)
                        .rateLimiter()
                        .orElseThrow()
                        .tryAcquire(SLOW, "key")
                        .admitted())
                .as("not open yet")
                .isTrue();
    }
}
