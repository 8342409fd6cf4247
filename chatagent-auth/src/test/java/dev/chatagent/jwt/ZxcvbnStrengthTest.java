package dev.chatagent.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ZxcvbnStrengthTest {
    private final ZxcvbnStrength strength = new ZxcvbnStrength();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "passwordpassword",
                "123456789012345",
                "qwertyuiopasdfgh",
                "P@ssw0rdP@ssw0rd",
                "abcabcabcabcabcabc",
                "augustalovelace1",
            })
    void easy_ones_are_refused_with_a_reason(String password) {
        assertThat(strength.weakness(password, List.of("augusta.lovelace@example.org", "Augusta Lovelace")))
                .hasValueSatisfying(reason -> assertThat(reason).endsWith("."));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "correct horse battery staple",
                "four words that differ",
                "zT7#kk!w0QpL2xv",
                "пять разных слов подряд"
            })
    void good_ones_pass(String password) {
        assertThat(strength.weakness(password, List.of("ada@example.org", ""))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 512})
    void long_ones_take_no_time(int length) {
        assertThat(strength.weakness("xk7 ".repeat(length / 4), List.of())).isNotNull();
    }
}
