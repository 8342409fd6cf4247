package dev.chatagent.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatagent.error.ChatAgentException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Normalising text takes time in proportion to the square of its length where marks have to be put in order. */
class NormalisingTest {
    /** A body of 1 MiB holds this many; unbounded, they take a minute. */
    private static final String MARKS = "a" + "\u0315\u0316".repeat(250_000);

    private static final Duration PLENTY = Duration.ofSeconds(2);

    private static Duration cpuTime(Runnable work) {
        var threads = ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadCpuTime();
        work.run();
        return Duration.ofNanos(threads.getCurrentThreadCpuTime() - before);
    }

    private static void refused(Runnable work) {
        assertThatThrownBy(work::run).isInstanceOf(ChatAgentException.class);
    }

    @Test
    void long_texts_take_no_time() {
        assertThat(cpuTime(() -> PasswordPolicy.normalise(MARKS))).isLessThan(PLENTY);
        assertThat(cpuTime(() -> refused(() -> new Email(MARKS + "@example.org"))))
                .isLessThan(PLENTY);
        assertThat(cpuTime(() -> refused(() -> DisplayNames.accept(MARKS)))).isLessThan(PLENTY);
    }

    @Test
    void passwords_of_two_keyboards_are_one() {
        assertThat(PasswordPolicy.normalise("u\u0308ber")).isEqualTo(PasswordPolicy.normalise("\u00fcber"));
    }

    /** U+FDFA is eighteen characters in compatibility form, more than the database has room for. */
    @Test
    void address_that_grows_beyond_its_bounds_is_refused() {
        refused(() -> new Email("\ufdfa".repeat(64) + "@example.org"));
        assertThat(new Email("\ufdfa@example.org").key()).hasSizeGreaterThan(18);
    }
}
