package dev.chatagent.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatagent.error.ChatAgentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginsTest {
    @ParameterizedTest
    @CsvSource({
        "https://app.example.org, true",
        "HTTPS://APP.EXAMPLE.ORG, true",
        "http://app.example.org, false",
        "https://app.example.org:8443, false",
        "https://app.example.org.evil.example, false",
        "https://evil-app.example.org, false",
        "https://sub.app.example.org, false",
        "https://app.example.org/, false",
        "https://user@app.example.org, false",
        "https://other.example:8443, true",
        "https://other.example, false",
        "null, false",
        "'', false",
        "http://localhost:5173, false",
    })
    void listed_origins_are_compared_whole(String origin, boolean allowed) {
        Origins origins = Origins.parse("https://app.example.org:443, https://Other.example:8443", true);
        assertThat(origins.allows(origin)).isEqualTo(allowed);
        assertThat(origins.allowsCredentials(origin)).isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:5173, true",
        "http://localhost, true",
        "https://127.0.0.1:8443, true",
        "http://[::1]:3000, true",
        "http://localhost.evil.example, false",
        "http://127.0.0.1.evil.example, false",
        "http://evil.example:80, false",
    })
    void loopback_is_any_port_of_this_machine(String origin, boolean allowed) {
        Origins origins = Origins.parse("loopback", false);
        assertThat(origins.allows(origin)).isEqualTo(allowed);
        assertThat(origins.allowsCredentials(origin)).isFalse();
    }

    @Test
    void star_lets_every_page_call_but_never_with_the_cookie() {
        assertThat(Origins.parse("*", false).allows("https://anything.example")).isTrue();
        assertThat(Origins.parse("*", false).allows("null")).isFalse();
        assertThatThrownBy(() -> Origins.parse("*", true))
                .isInstanceOf(ChatAgentException.class)
                .hasMessageContaining("CHATAGENT_CORS_CREDENTIALS");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "none"})
    void none_is_the_default_of_production(String text) {
        assertThat(Origins.parse(text, false).allows("http://localhost")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"app.example.org", "https://app.example.org/", "https://*.example.org", "ftp://a"})
    void what_is_no_origin_is_named(String part) {
        assertThatThrownBy(() -> Origins.parse("loopback," + part, false))
                .isInstanceOf(ChatAgentException.class)
                .hasMessageContaining("'" + part + "'");
    }
}
