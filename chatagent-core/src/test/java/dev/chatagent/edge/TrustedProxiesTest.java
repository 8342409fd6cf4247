package dev.chatagent.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatagent.error.ChatAgentException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedProxiesTest {
    private static final TrustedProxies PROXIES =
            TrustedProxies.parse("10.0.0.0/8, 192.168.7.3, 2001:db8:1::/48, loopback");

    private static String address(String peer, String... chain) {
        return PROXIES.caller(peer, name -> name.equals("X-Forwarded-For") ? List.of(chain) : List.of())
                .address()
                .text();
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3, true",
        "11.1.2.3, false",
        "9.255.255.255, false",
        "192.168.7.3, true",
        "192.168.7.4, false",
        "2001:db8:1:ffff::1, true",
        "2001:db8:2::1, false",
        "::ffff:10.1.2.3, true",
        "127.9.9.9, true",
        "::1, true",
        "/var/run/proxy.sock, false",
    })
    void only_named_networks_are_believed(String peer, boolean believed) {
        String seen = address(peer, "203.0.113.9");
        assertThat(seen.equals("203.0.113.9")).isEqualTo(believed);
    }

    @Test
    void caller_is_the_first_address_from_the_near_end_that_is_no_proxy() {
        assertThat(address("10.0.0.1", "203.0.113.9")).isEqualTo("203.0.113.9");
        assertThat(address("10.0.0.1", "198.51.100.1, 203.0.113.9")).isEqualTo("203.0.113.9");
        assertThat(address("10.0.0.1", "198.51.100.1, 203.0.113.9, 10.0.0.2")).isEqualTo("203.0.113.9");
        assertThat(address("10.0.0.1", "198.51.100.1", "203.0.113.9, 10.0.0.2")).isEqualTo("203.0.113.9");
        assertThat(address("10.0.0.1", "10.9.9.9, 10.0.0.2")).isEqualTo("10.9.9.9");
    }

    @Test
    void what_is_no_address_ends_the_chain() {
        assertThat(address("10.0.0.1", "203.0.113.9, evil.example.org")).isEqualTo("10.0.0.1");
        assertThat(address("10.0.0.1", "203.0.113.9, unknown, 10.0.0.2")).isEqualTo("10.0.0.2");
        assertThat(address("10.0.0.1", "")).isEqualTo("10.0.0.1");
    }

    @Test
    void ports_and_brackets_are_no_part_of_an_address() {
        assertThat(address("10.0.0.1", "203.0.113.9:4711")).isEqualTo("203.0.113.9");
        assertThat(address("10.0.0.1", "[2001:db8:9::1]:4711")).isEqualTo("2001:db8:9:0:0:0:0:1");
        assertThat(address("10.0.0.1", "2001:db8:9::1")).isEqualTo("2001:db8:9:0:0:0:0:1");
    }

    @Test
    void endless_chain_is_not_walked() {
        assertThat(address("10.0.0.1", "203.0.113.9" + ", 10.0.0.2".repeat(100_000)))
                .isEqualTo("10.0.0.2");
    }

    @Test
    void scheme_and_host_are_the_last_that_were_added() {
        Map<String, List<String>> headers = Map.of(
                "X-Forwarded-Proto",
                List.of("https, http"),
                "X-Forwarded-Host",
                List.of("evil.example", "chat.example:8443"));
        Caller caller = PROXIES.caller("10.0.0.1", name -> headers.getOrDefault(name, List.of()));
        assertThat(caller.scheme()).contains("http");
        assertThat(caller.host()).contains("chat.example:8443");
        Caller stranger = PROXIES.caller("203.0.113.9", name -> headers.getOrDefault(name, List.of()));
        assertThat(stranger.scheme()).isEmpty();
        assertThat(stranger.host()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp", "https evil", "\u0130", "<script>"})
    void other_schemes_and_hosts_are_not_taken(String text) {
        Caller caller = PROXIES.caller("10.0.0.1", name -> List.of(text + "/"));
        assertThat(caller.scheme()).isEmpty();
        assertThat(caller.host()).isEmpty();
    }

    @Test
    void without_proxies_nobody_is_believed() {
        TrustedProxies none = TrustedProxies.parse(" ");
        assertThat(none.any()).isFalse();
        assertThat(none.caller("127.0.0.1", name -> List.of("203.0.113.9"))
                        .address()
                        .text())
                .isEqualTo("127.0.0.1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"proxy.example.org", "10.0.0.0/33", "10.0.0.0/8/8", "10.0.0/8", "::1/129", "10.0.0.0/-1", "all"})
    void what_is_no_network_is_named(String part) {
        assertThatThrownBy(() -> TrustedProxies.parse("loopback, " + part))
                .isInstanceOf(ChatAgentException.class)
                .hasMessageContaining("'" + part + "'")
                .hasMessageContaining("CHATAGENT_TRUSTED_PROXIES");
    }
}
