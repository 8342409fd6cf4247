package dev.chatagent.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.limit.RateDecision;
import dev.chatagent.limit.RateLimit;
import dev.chatagent.limit.RateLimiter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a {@link RateLimiter} does that gives permits back one by one, each at its time. */
public abstract class ExactRateLimiterContract extends RateLimiterContract {

    @Test
    public void one_more_is_admitted_after_each_step_and_not_a_nanosecond_before() {
        RateLimiter limiter = create(clock);
        admit(limiter, LIMIT, "key", 5);
        for (int i = 0; i < 50; i++) {
            clock.advance(STEP.minusNanos(1));
            assertThat(refuse(limiter, LIMIT, "key").retryAfter()).isEqualTo(Duration.ofNanos(1));
            clock.advance(Duration.ofNanos(1));
            admit(limiter, LIMIT, "key", 1);
            assertThat(refuse(limiter, LIMIT, "key").retryAfter()).isEqualTo(STEP);
        }
    }

    @Test
    public void wait_is_one_step_after_a_burst() {
        RateLimiter limiter = create(clock);
        admit(limiter, LIMIT, "key", 5);
        assertThat(refuse(limiter, LIMIT, "key").retryAfter()).isEqualTo(STEP);
    }

    @Test
    public void no_window_of_time_has_more_than_burst_and_rate() {
        RateLimiter limiter = create(clock);
        RateLimit odd = new RateLimit("odd", 3, Duration.ofSeconds(1), 4);
        int[] admitted = new int[10_001];
        for (int i = 0; i < 10_000; i++) {
            admitted[i + 1] = admitted[i] + (limiter.tryAcquire(odd, "key").admitted() ? 1 : 0);
            clock.advance(Duration.ofMillis(10));
        }
        for (int seconds = 1; seconds < 20; seconds++) {
            for (int from = 0; from + seconds * 100 <= 10_000; from++) {
                assertThat(admitted[from + seconds * 100] - admitted[from]).isLessThanOrEqualTo(4 + 3 * seconds);
            }
        }
    }

    @Test
    public void remaining_grows_step_by_step() {
        RateLimiter limiter = create(clock);
        admit(limiter, LIMIT, "key", 5);
        clock.advance(STEP.multipliedBy(3));
        assertThat(limiter.tryAcquire(LIMIT, "key").remaining()).isEqualTo(2);
    }

    @Test
    public void reset_is_when_the_last_step_is_back() {
        RateLimiter limiter = create(clock);
        admit(limiter, LIMIT, "key", 4);
        RateDecision last = limiter.tryAcquire(LIMIT, "key");
        assertThat(last.reset()).isEqualTo(STEP.multipliedBy(5));
    }

    @Test
    public void clock_that_goes_back_costs_at_most_the_burst() {
        RateLimiter limiter = create(clock);
        admit(limiter, LIMIT, "key", 1);
        clock.advance(Duration.ofHours(-1));
        Duration wait = limiter.tryAcquire(LIMIT, "key").retryAfter();
        assertThat(wait).isLessThanOrEqualTo(STEP);
        clock.advance(STEP);
        admit(limiter, LIMIT, "key", 1);
    }
}
