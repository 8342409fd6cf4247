package dev.chatagent.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.limit.ClientAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Chains of addresses that strangers make up, in front of what our proxies add. The seed is in each failure. */
class HostileChainsTest {
    private static final int ROUNDS = 20_000;
    private static final TrustedProxies PROXIES = TrustedProxies.parse("10.0.0.0/8, 2001:db8:1::/48");
    private static final List<String> PROXY_FORMS = List.of(
            "10.0.0.1", "10.255.1.2", "::ffff:10.1.2.3", "[2001:db8:1::7]:443", "10.9.9.9:8080", "2001:DB8:1:0::1");
    private static final List<String> STRANGERS =
            List.of("203.0.113.9", "2001:db8:2::1", "[2001:db8:2::1]:99", "::ffff:203.0.113.9", "203.0.113.9:1234");
    private static final List<String> JUNK = List.of(
            "",
            " ",
            ",",
            ",,",
            "unknown",
            "_hidden",
            "evil.example.org",
            "10.0.0.1.evil.org",
            "127.1",
            "0x7f.1",
            "[",
            "]",
            "[]",
            "[::1",
            "::",
            "%",
            "fe80::1%eth0",
            "for=10.0.0.1",
            "\"10.0.0.1\"",
            "10.0.0.1;q=1",
            "\u0000",
            "\uD800",
            "1".repeat(5_000),
            "10.0.0.256",
            "0:0:0:0:0:ffff:a00:1",
            "\t10.0.0.1\t",
            "-1",
            "10.0.0.1:",
            ":80",
            "10.0.0.1 10.0.0.2");

    private final long seed = Long.getLong("chatagent.seed", System.nanoTime());
    private final Random random = new Random(seed);

    private String any(List<String> of) {
        return of.get(random.nextInt(of.size()));
    }

    /** Some lines of the header, each with some entries of all kinds. */
    private List<String> madeUp() {
        List<String> lines = new ArrayList<>();
        for (int line = random.nextInt(4); line > 0; line--) {
            List<String> entries = new ArrayList<>();
            for (int entry = random.nextInt(random.nextInt(20) == 0 ? 60 : 5); entry >= 0; entry--) {
                entries.add(any(List.of(any(JUNK), any(PROXY_FORMS), any(STRANGERS))));
            }
            lines.add(String.join(random.nextBoolean() ? "," : ", ", entries));
        }
        return lines;
    }

    private static Function<String, List<String>> all(List<String> lines) {
        return name -> lines;
    }

    @Test
    void what_a_stranger_says_changes_nothing() {
        for (int i = 0; i < ROUNDS; i++) {
            String peer = any(
                    List.of("203.0.113.9", "2001:db8:2::1", "::ffff:203.0.113.9", "", "/var/run/x.sock", "11.0.0.1"));
            List<String> lines = madeUp();
            Caller caller = PROXIES.caller(peer, all(lines));
            assertThat(caller.address())
                    .as("seed %d, round %d, %s says %s", seed, i, peer, lines)
                    .isEqualTo(ClientAddress.parse(peer));
            assertThat(caller.scheme()).isEmpty();
            assertThat(caller.host()).isEmpty();
        }
    }

    @Test
    void what_stands_before_the_address_that_a_proxy_has_seen_changes_nothing() {
        for (int i = 0; i < ROUNDS; i++) {
            List<String> lines = new ArrayList<>(madeUp());
            String stranger = any(STRANGERS);
            lines.add(stranger);
            for (int hop = random.nextInt(5); hop > 0; hop--) {
                lines.add(any(PROXY_FORMS));
            }
            ClientAddress seen = PROXIES.caller("10.0.0.1", all(lines)).address();
            assertThat(seen.bucket())
                    .as("seed %d, round %d, %s", seed, i, lines)
                    .isEqualTo(stranger.contains("2001") ? "20010db8000200/56" : "203.0.113.9");
        }
    }

    @Test
    void whatever_a_proxy_passes_on_the_caller_is_somebody_that_it_named_or_itself() {
        for (int i = 0; i < ROUNDS; i++) {
            List<String> lines = madeUp();
            ClientAddress seen = PROXIES.caller("10.0.0.1", all(lines)).address();
            assertThat(seen).as("seed %d, round %d, %s", seed, i, lines).isNotEqualTo(ClientAddress.UNKNOWN);
            assertThat(seen.text().equals("10.0.0.1") || !lines.isEmpty())
                    .as("seed %d, round %d", seed, i)
                    .isTrue();
        }
    }
}
