package dev.chatagent.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** How long a client waits, for connections and for tokens. */
class BackoffTest {
    private static Backoff backoff(double random) {
        return new Backoff(Duration.ofSeconds(30), () -> random);
    }

    @Test
    void ceiling_doubles_up_to_the_longest_wait() {
        Backoff backoff = backoff(1);
        for (long expected : new long[] {1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000}) {
            assertThat(backoff.next(CloseCodes.LOST, Duration.ZERO)).isEqualTo(Duration.ofMillis(expected));
        }
        backoff.reset();
        assertThat(backoff.next(CloseCodes.LOST, Duration.ZERO)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void wait_is_any_time_up_to_the_ceiling_but_never_none() {
        assertThat(backoff(0).next(0, Duration.ZERO)).isEqualTo(Duration.ofMillis(50));
        assertThat(backoff(0.5).next(0, Duration.ZERO)).isEqualTo(Duration.ofMillis(525));
    }

    @Test
    void server_that_stops_or_is_flooded_is_given_seconds() {
        assertThat(backoff(1).next(CloseCodes.SHUTDOWN, Duration.ZERO)).isEqualTo(Duration.ofSeconds(4));
        assertThat(backoff(1).next(CloseCodes.FLOOD, Duration.ZERO)).isEqualTo(Duration.ofSeconds(4));
    }

    @Test
    void what_the_server_asks_for_comes_first_and_the_random_part_on_top() {
        assertThat(backoff(0.5).next(0, Duration.ofSeconds(7))).isEqualTo(Duration.ofMillis(7_525));
    }

    @Test
    void a_thousand_tries_overflow_nothing() {
        Backoff backoff = backoff(1);
        for (int i = 0; i < 1_000; i++) {
            assertThat(backoff.next(0, Duration.ZERO)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(30));
        }
    }

    @Test
    void next_token_is_asked_for_ahead_of_the_end_and_never_at_once() {
        assertThat(Timing.refreshIn(Duration.ofMinutes(15))).isEqualTo(Duration.ofSeconds(870));
        assertThat(Timing.refreshIn(Duration.ofSeconds(40))).isEqualTo(Duration.ofSeconds(30));
        assertThat(Timing.refreshIn(Duration.ofSeconds(-90))).isEqualTo(Duration.ofSeconds(1));
        assertThat(Timing.refreshIn(Duration.between(Instant.now(), Instant.EPOCH)))
                .isEqualTo(Duration.ofSeconds(1));
    }
}
