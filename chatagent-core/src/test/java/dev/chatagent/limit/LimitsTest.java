package dev.chatagent.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LimitsTest {
    private static final UserId ADA = new UserId(UUID.randomUUID());
    private static final UserId EVE = new UserId(UUID.randomUUID());

    private static Limits limits(Map<LimitClass, RateLimit> limits, Optional<RateLimiter> shared, Duration wait) {
        RateLimiter local = new GcraRateLimiter(Clock.systemUTC(), 1_000);
        return new Limits(local, local, shared, limits, 1, wait, true);
    }

    private static RateLimit limit(String name, int permits, Duration period, int burst) {
        return new RateLimit(name, permits, period, burst);
    }

    private static boolean admitted(List<RateDecision> decisions) {
        return decisions.stream().allMatch(RateDecision::admitted);
    }

    @Test
    void who_comes_a_moment_too_early_is_held_back() {
        Duration step = Duration.ofMillis(300);
        Limits limits =
                limits(Map.of(LimitClass.READ, limit("read", 1, step, 1)), Optional.empty(), Duration.ofSeconds(5));
        long start = System.nanoTime();
        assertThat(admitted(limits.byCaller(LimitClass.READ, ADA, TenantId.DEFAULT)))
                .isTrue();
        assertThat(admitted(limits.byCaller(LimitClass.READ, ADA, TenantId.DEFAULT)))
                .isTrue();
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(step.toNanos() * 9 / 10);
    }

    @Test
    void who_would_wait_longer_is_refused_at_once_and_told_how_long() {
        Limits limits = limits(
                Map.of(LimitClass.READ, limit("read", 1, Duration.ofHours(1), 1)),
                Optional.empty(),
                Duration.ofMillis(250));
        limits.byCaller(LimitClass.READ, ADA, TenantId.DEFAULT);
        List<RateDecision> second = limits.byCaller(LimitClass.READ, ADA, TenantId.DEFAULT);
        assertThat(second).hasSize(1);
        assertThat(second.get(0).admitted()).isFalse();
        assertThat(second.get(0).retryAfter()).isGreaterThan(Duration.ofMinutes(59));
    }

    @Test
    void threads_that_wait_are_bounded() {
        Limits limits = limits(
                Map.of(LimitClass.READ, limit("read", 1, Duration.ofSeconds(2), 1)),
                Optional.empty(),
                Duration.ofSeconds(2));
        limits.byCaller(LimitClass.READ, ADA, TenantId.DEFAULT);
        List<Thread> callers = IntStream.range(0, 200)
                .mapToObj(i -> new Thread(() -> limits.byCaller(LimitClass.READ, ADA, TenantId.DEFAULT)))
                .toList();
        callers.forEach(Thread::start);
        long waiting = 0;
        for (long end = System.nanoTime() + Duration.ofSeconds(1).toNanos(); System.nanoTime() < end; ) {
            waiting =
                    Math.max(waiting, callers.stream().filter(LimitsTest::waits).count());
            Thread.onSpinWait();
        }
        callers.forEach(LimitsTest::join);
        assertThat(waiting).isBetween(1L, 32L);
    }

    private static boolean waits(Thread thread) {
        return thread.getState() == Thread.State.TIMED_WAITING;
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void tenant_is_counted_beside_its_people_and_for_admitted_calls_alone() {
        Limits limits = limits(
                Map.of(
                        LimitClass.READ, limit("read", 1, Duration.ofHours(1), 2),
                        LimitClass.TENANT, limit("tenant", 1, Duration.ofHours(1), 3)),
                Optional.empty(),
                Duration.ZERO);
        TenantId small = new TenantId("small");
        for (int i = 0; i < 20; i++) {
            assertThat(admitted(limits.byCaller(LimitClass.READ, ADA, small))).isEqualTo(i < 2);
        }
        assertThat(admitted(limits.byCaller(LimitClass.READ, EVE, small))).isTrue();
        assertThat(admitted(limits.byCaller(LimitClass.READ, EVE, small)))
                .as("the tenant's fourth")
                .isFalse();
        assertThat(admitted(limits.byCaller(LimitClass.READ, EVE, new TenantId("other"))))
                .as("no permit was left to Eve")
                .isFalse();
        assertThat(admitted(limits.byCaller(LimitClass.READ, new UserId(UUID.randomUUID()), new TenantId("other"))))
                .isTrue();
    }

    @Test
    void what_guesses_secrets_is_counted_for_all_nodes_together() {
        RateLimiter together = new GcraRateLimiter(Clock.systemUTC(), 10);
        Map<LimitClass, RateLimit> rates = Map.of(
                LimitClass.CREDENTIALS, limit("credentials", 1, Duration.ofHours(1), 3),
                LimitClass.ADDRESS, limit("address", 1, Duration.ofHours(1), 3));
        Limits one = limits(rates, Optional.of(together), Duration.ZERO);
        Limits two = limits(rates, Optional.of(together), Duration.ZERO);
        ClientAddress address = ClientAddress.parse("203.0.113.9");
        int credentials = 0;
        int plain = 0;
        for (int i = 0; i < 10; i++) {
            Limits node = i % 2 == 0 ? one : two;
            credentials += node.byAddress(LimitClass.CREDENTIALS, address)
                            .orElseThrow()
                            .admitted()
                    ? 1
                    : 0;
            plain += node.byAddress(LimitClass.ADDRESS, address).orElseThrow().admitted() ? 1 : 0;
        }
        assertThat(credentials).isEqualTo(3);
        assertThat(plain).as("each node counts those by itself").isEqualTo(6);
    }
}
