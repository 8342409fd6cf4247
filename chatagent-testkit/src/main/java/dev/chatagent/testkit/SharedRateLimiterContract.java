package dev.chatagent.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatagent.limit.RateDecision;
import dev.chatagent.limit.RateLimit;
import dev.chatagent.limit.SharedRateLimiter;
import dev.chatagent.limit.SharedRateLimiter.Charge;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a {@link SharedRateLimiter} does that counts for several nodes, by the clock of the server where they meet. */
public abstract class SharedRateLimiterContract {
    private static final RateLimit SLOW = new RateLimit("slow", 1, Duration.ofHours(1), 20);

    private final String key = UUID.randomUUID().toString();
    private List<SharedRateLimiter> nodes = List.of();

    /** The limiter of one more node. */
    protected abstract SharedRateLimiter create();

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

    /** So many calls of SLOW, an hour each, that were made just now. */
    private static Charge charge(String key, int calls) {
        return new Charge(SLOW, key, calls, Duration.ofHours(calls));
    }

    /** Loads go down while the test runs. */
    private static void assertHours(Duration load, int hours) {
        assertThat(load).isBetween(Duration.ofHours(hours).minusMinutes(5), Duration.ofHours(hours));
    }

    private void assertCharged(int node, Charge charge, int hours) {
        List<Duration> loads = nodes.get(node).charge(List.of(charge));
        assertThat(loads).hasSize(1);
        assertHours(loads.get(0), hours);
    }

    @Test
    void charges_of_two_nodes_add_up() {
        assertCharged(0, charge(key, 3), 3);
        assertCharged(1, charge(key, 4), 7);
        assertCharged(0, charge(key, 1), 8);
        assertCharged(1, charge("other " + key, 1), 1);
    }

    @Test
    void charges_at_the_same_moment_add_up() {
        IntStream.range(0, 100).parallel().forEach(i -> nodes.get(i % 2).charge(List.of(charge(key, 1))));
        assertCharged(0, charge(key, 1), 101);
    }

    @Test
    void calls_of_a_while_ago_weigh_what_is_left_of_them() {
        assertCharged(0, new Charge(SLOW, key, 3, Duration.ofSeconds(-1)), 0);
        assertCharged(1, new Charge(SLOW, key, 3, Duration.ofHours(1)), 3); // they began before those were worked off
        assertCharged(0, new Charge(SLOW, key, 2, Duration.ofSeconds(-1)), 5);
    }

    @Test
    void charged_calls_take_from_the_allowance_of_all_nodes() {
        nodes.get(0).charge(List.of(charge(key, 18)));
        assertThat(nodes.get(1).tryAcquire(SLOW, key).remaining()).isEqualTo(1);
        assertThat(nodes.get(0).tryAcquire(SLOW, key).admitted()).isTrue();
        assertThat(nodes.get(1).tryAcquire(SLOW, key).admitted()).isFalse();
    }

    @Test
    void admitted_calls_are_in_the_load_that_is_told() {
        nodes.get(0).tryAcquire(SLOW, key);
        assertCharged(1, charge(key, 2), 3);
    }

    @Test
    void nobody_owes_more_than_sixteen_bursts() {
        assertCharged(0, charge(key, 300), 300);
        assertCharged(1, charge(key, 300), 320);
        assertCharged(0, charge(key, 1), 320);
    }

    @Test
    void nothing_to_charge_is_nothing_to_tell() {
        assertThat(nodes.get(0).charge(List.of())).isEmpty();
    }

    @Test
    void many_keys_are_charged_at_once_and_told_in_their_order() {
        List<Charge> charges = IntStream.range(0, SharedRateLimiter.MAX_CHARGES)
                .mapToObj(i -> charge(i * 7919 % 1_000 + " of " + key, 1 + i % 9))
                .toList();
        List<Duration> loads = nodes.get(0).charge(charges);
        assertThat(loads).hasSameSizeAs(charges);
        for (int i = 0; i < loads.size(); i++) {
            assertHours(loads.get(i), 1 + i % 9);
        }
    }

    @Test
    void nodes_that_charge_the_same_keys_in_any_order_do_not_stand_in_each_others_way() {
        List<Charge> charges = new ArrayList<>(IntStream.range(0, 300)
                .mapToObj(i -> charge(i + " of " + key, 1))
                .toList());
        List<Charge> backwards = new ArrayList<>(charges);
        Collections.reverse(backwards);
        IntStream.range(0, 20).parallel().forEach(i -> nodes.get(i % 2).charge(i % 4 < 2 ? charges : backwards));
        nodes.get(0).charge(charges).forEach(load -> assertHours(load, 21));
    }

    @Test
    void any_text_is_a_key_of_its_own() {
        List<String> keys = List.of(
                key,
                "",
                "#",
                "#" + key,
                key + " ",
                "\u0000",
                "\uD800",
                "\uD801",
                "\uD83D\uDE00",
                "'; --",
                "x".repeat(10_000));
        RateLimit own = new RateLimit("any " + key, 1, Duration.ofHours(1), 20);
        for (int round = 1; round <= 2; round++) {
            List<Charge> charges = IntStream.range(0, keys.size())
                    .mapToObj(i -> new Charge(own, keys.get(i), i + 1, Duration.ofHours(i + 1)))
                    .toList();
            List<Duration> loads = nodes.get(round % 2).charge(charges);
            for (int i = 0; i < keys.size(); i++) {
                assertHours(loads.get(i), round * (i + 1));
            }
        }
        assertThat(nodes.get(0).tryAcquire(own, "").remaining()).isEqualTo(20 - 2 * 2 - 1);
    }

    @Test
    void who_charges_is_told_that_the_server_is_gone() throws Exception {
        takeAway();
        assertThatThrownBy(() -> nodes.get(0).charge(List.of(charge(key, 1)))).isInstanceOf(RuntimeException.class);
    }
}
