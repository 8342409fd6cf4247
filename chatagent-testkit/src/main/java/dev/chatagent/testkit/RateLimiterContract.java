package dev.chatagent.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.limit.RateDecision;
import dev.chatagent.limit.RateLimit;
import dev.chatagent.limit.RateLimiter;
import java.time.Clock;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What every {@link RateLimiter} does. Extend it and say how to make one; one that counts to the nanosecond extends {@link
 * ExactRateLimiterContract}.
 */
public abstract class RateLimiterContract {
    /** 10 a second, 5 at once: one more every 100 ms. */
    static final RateLimit LIMIT = new RateLimit("contract", 10, Duration.ofSeconds(1), 5);

    static final Duration STEP = Duration.ofMillis(100);

    final TestClock clock = TestClock.create();

    /** An empty limiter that takes the time from the clock. */
    protected abstract RateLimiter create(Clock clock);

    static void admit(RateLimiter limiter, RateLimit limit, String key, int times) {
        for (int i = 0; i < times; i++) {
            assertThat(limiter.tryAcquire(limit, key).admitted())
                    .as("call %d of %d", i + 1, times)
                    .isTrue();
        }
    }

    static RateDecision refuse(RateLimiter limiter, RateLimit limit, String key) {
        RateDecision decision = limiter.tryAcquire(limit, key);
        assertThat(decision.admitted()).isFalse();
        return decision;
    }

    @Test
    public void burst_is_admitted_and_not_one_more() {
        RateLimiter limiter = create(clock);
        admit(limiter, LIMIT, "key", 5);
        refuse(limiter, LIMIT, "key");
    }

    @Test
    public void refused_calls_cost_nothing() {
        RateLimiter limiter = create(clock);
        admit(limiter, LIMIT, "key", 5);
        Duration wait = refuse(limiter, LIMIT, "key").retryAfter();
        for (int i = 0; i < 100; i++) {
            assertThat(refuse(limiter, LIMIT, "key").retryAfter()).isEqualTo(wait);
        }
        clock.advance(wait);
        admit(limiter, LIMIT, "key", 1);
    }

    @Test
    public void whoever_waits_as_told_is_admitted() {
        RateLimiter limiter = create(clock);
        RateLimit odd = new RateLimit("odd", 7, Duration.ofSeconds(3), 3);
        for (int i = 0; i < 200; i++) {
            RateDecision decision = limiter.tryAcquire(odd, "key");
            if (!decision.admitted()) {
                assertThat(decision.retryAfter()).isPositive();
                clock.advance(decision.retryAfter());
                admit(limiter, odd, "key", 1);
            }
        }
    }

    @Test
    public void in_the_long_run_the_rate_is_admitted_and_one_burst() {
        RateLimiter limiter = create(clock);
        RateLimit odd = new RateLimit("odd", 3, Duration.ofSeconds(1), 4);
        int admitted = 0;
        for (int i = 0; i < 10_000; i++) {
            admitted += limiter.tryAcquire(odd, "key").admitted() ? 1 : 0;
            clock.advance(Duration.ofMillis(10));
        }
        assertThat(admitted).isBetween(300, 304);
    }

    @Test
    public void admitted_call_need_not_wait() {
        assertThat(create(clock).tryAcquire(LIMIT, "key").retryAfter()).isZero();
    }

    @Test
    public void remaining_counts_down_and_up_again() {
        RateLimiter limiter = create(clock);
        for (int remaining = 4; remaining >= 0; remaining--) {
            assertThat(limiter.tryAcquire(LIMIT, "key").remaining()).isEqualTo(remaining);
        }
        assertThat(refuse(limiter, LIMIT, "key").remaining()).isZero();
        clock.advance(STEP.multipliedBy(5));
        assertThat(limiter.tryAcquire(LIMIT, "key").remaining()).isEqualTo(4);
    }

    @Test
    public void whole_burst_is_there_again_after_reset() {
        RateLimiter limiter = create(clock);
        admit(limiter, LIMIT, "key", 4);
        RateDecision last = limiter.tryAcquire(LIMIT, "key");
        assertThat(last.reset()).isPositive().isLessThanOrEqualTo(STEP.multipliedBy(5));
        clock.advance(last.reset());
        admit(limiter, LIMIT, "key", 5);
        refuse(limiter, LIMIT, "key");
    }

    @Test
    public void long_silence_saves_up_no_more_than_the_burst() {
        RateLimiter limiter = create(clock);
        admit(limiter, LIMIT, "key", 5);
        clock.advance(Duration.ofDays(1_000));
        admit(limiter, LIMIT, "key", 5);
        refuse(limiter, LIMIT, "key");
    }

    @Test
    public void keys_are_apart() {
        RateLimiter limiter = create(clock);
        admit(limiter, LIMIT, "one", 5);
        admit(limiter, LIMIT, "two", 5);
        refuse(limiter, LIMIT, "one");
        refuse(limiter, LIMIT, "two");
    }

    @Test
    public void limits_are_apart() {
        RateLimiter limiter = create(clock);
        RateLimit other = new RateLimit("other", 10, Duration.ofSeconds(1), 5);
        admit(limiter, LIMIT, "key", 5);
        admit(limiter, other, "key", 5);
        refuse(limiter, LIMIT, "key");
        refuse(limiter, other, "key");
    }

    @Test
    public void any_text_is_a_key() {
        RateLimiter limiter = create(clock);
        for (String key : new String[] {"", "\u0000", "\uD800", "a:b", "x".repeat(10_000)}) {
            admit(limiter, LIMIT, key, 5);
            refuse(limiter, LIMIT, key);
        }
    }

    @Test
    public void decision_names_its_limit() {
        assertThat(create(clock).tryAcquire(LIMIT, "key").limit()).isEqualTo(LIMIT);
    }

    @Test
    public void concurrent_callers_get_the_burst_and_not_one_more() {
        RateLimiter limiter = create(clock);
        RateLimit limit = new RateLimit("concurrent", 1, Duration.ofSeconds(1), 1_000);
        for (int round = 0; round < 5; round++) {
            String key = "key" + round;
            long admitted = IntStream.range(0, 20_000)
                    .parallel()
                    .filter(i -> limiter.tryAcquire(limit, key).admitted())
                    .count();
            assertThat(admitted).isEqualTo(1_000);
        }
    }
}
