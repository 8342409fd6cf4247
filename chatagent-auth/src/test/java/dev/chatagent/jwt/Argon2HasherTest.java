package dev.chatagent.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.auth.PasswordHasher;
import dev.chatagent.testkit.PasswordHasherContract;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class Argon2HasherTest {
    @Nested
    class Contract extends PasswordHasherContract {
        @Override
        protected PasswordHasher create() {
            return new Argon2Hasher(256, 1);
        }

        @Override
        protected PasswordHasher createWithOtherCost() {
            return new Argon2Hasher(256, 2);
        }
    }

    @Test
    void recommended_parameters_are_those_of_owasp() {
        assertThat(Argon2Hasher.recommended().hash("a password")).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
    }

    @Test
    void stored_hash_cannot_ask_for_any_amount_of_work() {
        String hash = new Argon2Hasher(256, 1).hash("a password");
        assertThat(new Argon2Hasher(256, 1).matches("a password", hash.replace("m=256", "m=999999")))
                .isFalse();
        assertThat(new Argon2Hasher(256, 1).matches("a password", hash.replace("t=1", "t=99")))
                .isFalse();
    }

    @Test
    void format_can_be_changed_both_ways() {
        PasswordHasher bcrypt = new BcryptHasher(4);
        PasswordHasher argon2 = new Argon2Hasher(256, 1);
        for (PasswordHasher changed :
                new PasswordHasher[] {new FormatHasher(bcrypt, argon2), new FormatHasher(argon2, bcrypt)}) {
            for (PasswordHasher maker : new PasswordHasher[] {bcrypt, argon2}) {
                assertThat(changed.matches("a password", maker.hash("a password")))
                        .isTrue();
                assertThat(changed.matches("another", maker.hash("a password"))).isFalse();
            }
            assertThat(changed.outdated(changed.hash("a password"))).isFalse();
        }
        assertThat(new FormatHasher(argon2, bcrypt).outdated(bcrypt.hash("a password")))
                .isTrue();
    }
}
