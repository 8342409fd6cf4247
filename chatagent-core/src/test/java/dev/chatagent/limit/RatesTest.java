package dev.chatagent.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatagent.config.Environment;
import dev.chatagent.error.ChatAgentException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RatesTest {
    @ParameterizedTest
    @EnumSource(Environment.class)
    void every_class_has_a_limit_everywhere(Environment environment) {
        assertThat(Rates.of(environment)).containsOnlyKeys(LimitClass.values());
    }

    @Test
    void text_replaces_what_it_names_and_nothing_else() {
        Map<LimitClass, RateLimit> limits = Rates.of(Environment.PRODUCTION);
        Rates.replace(limits, "send=60/m burst 20, search = off ,read=3/h");
        Map<LimitClass, RateLimit> expected = Rates.of(Environment.PRODUCTION);
        expected.put(LimitClass.SEND, new RateLimit("send", 60, Duration.ofMinutes(1), 20));
        expected.put(LimitClass.READ, new RateLimit("read", 3, Duration.ofHours(1), 3));
        expected.remove(LimitClass.SEARCH);
        assertThat(limits).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "send",
                "send=",
                "sent=1/s",
                "send=0/s",
                "send=1/w",
                "send=1/s burst",
                "send=1/s burst 0",
                "send=-1/s",
                "send=9999999999/s",
                "send=1/d burst 999999999",
                "=1/s",
                ",",
                "send=1/s=2"
            })
    void what_is_no_limit_is_named(String text) {
        assertThatThrownBy(() -> Rates.replace(Rates.of(Environment.TEST), text))
                .isInstanceOf(ChatAgentException.class)
                .hasMessageContaining("CHATAGENT_RATES");
    }
}
