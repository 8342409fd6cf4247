package dev.chatagent.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.List;
import java.util.Random;
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

    /** Unbounded, look-alikes take seconds each; the bound leaves a loaded machine room and still tells them apart. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "4@8({[<369&#!1/|0$5+7%2",
                "%2<({[|!1@4$5+7069380@!",
                "({[<!|$+%@4a1l7t",
                "0918273645",
                "1!|l7+t",
            })
    void judging_takes_bounded_time_whatever_is_judged(String alphabet) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        Random random = new Random(7);
        strength.weakness(random(random, alphabet), List.of()); // loads the lists
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 20; i++) {
            String password = random(random, alphabet);
            long before = threads.getCurrentThreadCpuTime();
            strength.weakness(password, List.of("a.bb.ccc@example.org", "aaa bbb ccc"));
            least = Math.min(least, threads.getCurrentThreadCpuTime() - before);
        }
        assertThat(Duration.ofNanos(least)).isLessThan(Duration.ofMillis(150));
    }

    private static String random(Random random, String alphabet) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 128; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 512})
    void long_ones_take_no_time(int length) {
        assertThat(strength.weakness("xk7 ".repeat(length / 4), List.of())).isNotNull();
    }
}
