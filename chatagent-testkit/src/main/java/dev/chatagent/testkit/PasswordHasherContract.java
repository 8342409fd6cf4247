package dev.chatagent.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.auth.PasswordHasher;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link PasswordHasher} does. Extend it and say how to make one. */
public abstract class PasswordHasherContract {
    private static final String PASSWORD = "correct horse battery staple";

    /** A hasher of the lowest cost that there is. */
    protected abstract PasswordHasher create();

    /** A hasher of the same format and another cost. */
    protected abstract PasswordHasher createWithOtherCost();

    @Test
    public void password_matches_its_hash() {
        PasswordHasher hasher = create();
        assertThat(hasher.matches(PASSWORD, hasher.hash(PASSWORD))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "correct horse battery stapl",
                "correct horse battery staple ",
                "Correct horse battery staple"
            })
    public void other_password_does_not_match(String other) {
        PasswordHasher hasher = create();
        assertThat(hasher.matches(other, hasher.hash(PASSWORD))).isFalse();
    }

    @Test
    public void every_character_of_a_long_password_counts() {
        PasswordHasher hasher = create();
        String prefix = "x".repeat(127);
        assertThat(hasher.matches(prefix + "a", hasher.hash(prefix + "a"))).isTrue();
        assertThat(hasher.matches(prefix + "b", hasher.hash(prefix + "a"))).isFalse();
        String wide = "\uD83D\uDC0E".repeat(127);
        assertThat(hasher.matches(wide + "b", hasher.hash(wide + "a"))).isFalse();
    }

    @Test
    public void characters_after_a_null_character_count() {
        PasswordHasher hasher = create();
        assertThat(hasher.matches("before\u0000other", hasher.hash("before\u0000after")))
                .isFalse();
    }

    @Test
    public void characters_outside_of_latin_1_are_told_apart() {
        PasswordHasher hasher = create();
        assertThat(hasher.matches("пароль-пароль-1", hasher.hash("пароль-пароль-1")))
                .isTrue();
        assertThat(hasher.matches("пазоль-пароль-1", hasher.hash("пароль-пароль-1")))
                .isFalse();
    }

    @Test
    public void same_password_has_another_hash_each_time() {
        PasswordHasher hasher = create();
        assertThat(hasher.hash(PASSWORD)).isNotEqualTo(hasher.hash(PASSWORD));
    }

    @Test
    public void hash_is_short_ascii_and_does_not_hold_the_password() {
        assertThat(create().hash(PASSWORD)).matches("[\\x21-\\x7e]{1,255}").doesNotContain("correct", "staple");
    }

    @Test
    public void hash_of_another_cost_still_matches_and_is_outdated() {
        PasswordHasher hasher = create();
        String other = createWithOtherCost().hash(PASSWORD);
        assertThat(hasher.matches(PASSWORD, other)).isTrue();
        assertThat(hasher.outdated(other)).isTrue();
    }

    @Test
    public void own_hash_is_not_outdated() {
        PasswordHasher hasher = create();
        assertThat(hasher.outdated(hasher.hash(PASSWORD))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "$",
                "$$$",
                "$$$$$$",
                "secret",
                "v0$whatever",
                "v1$",
                "v1$$2a$04$",
                "v1$$2a$99$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234",
                "v1$$2a$00$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234",
                "v1$$2y$04$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234",
                "$2a$04$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234",
                "pbkdf2-sha512$$$",
                "pbkdf2-sha512$x$AAAA$AAAA",
                "pbkdf2-sha512$0$AAAA$AAAA",
                "pbkdf2-sha512$-1$AAAA$AAAA",
                "pbkdf2-sha512$1000$$AAAA",
                "pbkdf2-sha512$1000$AAAA$",
                "pbkdf2-sha512$1000$%%$AAAA",
                "pbkdf2-sha512$99999999999$AAAA$AAAA",
                "\u0000\uD800"
            })
    public void hash_of_another_form_does_not_match_and_is_outdated(String hash) {
        PasswordHasher hasher = create();
        assertThat(hasher.matches(PASSWORD, hash)).isFalse();
        assertThat(hasher.outdated(hash)).isTrue();
    }

    @Test
    public void damaged_hash_does_not_match() {
        PasswordHasher hasher = create();
        String hash = hasher.hash(PASSWORD);
        for (int length = 0; length < hash.length(); length++) {
            assertThat(hasher.matches(PASSWORD, hash.substring(0, length)))
                    .as("first %d characters", length)
                    .isFalse();
        }
        assertThat(hasher.matches(PASSWORD, hash + "A")).isFalse();
    }

    @Test
    public void works_on_many_threads_at_once() {
        PasswordHasher hasher = create();
        String hash = hasher.hash(PASSWORD);
        assertThat(IntStream.range(0, 64)
                        .parallel()
                        .filter(i -> hasher.matches(i % 2 == 0 ? PASSWORD : "other " + i, hash))
                        .count())
                .isEqualTo(32);
    }
}
