package dev.chatagent.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatagent.auth.PasswordHasher;
import dev.chatagent.testkit.PasswordHasherContract;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.mindrot.jbcrypt.BCrypt;

class BcryptHasherTest {

    @Nested
    class Contract extends PasswordHasherContract {
        @Override
        protected PasswordHasher create() {
            return new BcryptHasher(4);
        }

        @Override
        protected PasswordHasher createWithOtherCost() {
            return new BcryptHasher(5);
        }
    }

    @Test
    void hash_names_its_version_and_cost() {
        assertThat(new BcryptHasher(5).hash("secret")).startsWith("v1$$2a$05$").hasSize(63);
    }

    @Test
    void format_stays_what_it_was() {
        String sha512 = "csf+G9M7eFdGqclPm4DSWRzTjzwTyKpD91N/MqKoxfm10c7ha2nwIS4OOalNg/V7zzomuud2AHzrsB8NYxEnPg==";
        String hash = "v1$" + BCrypt.hashpw(sha512, "$2a$04$abcdefghijklmnopqrstuu");
        assertThat(new BcryptHasher(4).matches("pässwörd", hash)).isTrue();
        assertThat(new BcryptHasher(4).outdated(hash)).isFalse();
    }

    @Test
    void hash_without_the_pre_hash_is_another_format() {
        String plain = BCrypt.hashpw("secret", BCrypt.gensalt(4));
        assertThat(new BcryptHasher(4).matches("secret", plain)).isFalse();
        assertThat(new BcryptHasher(4).matches("secret", "v1$" + plain)).isFalse();
    }

    @Test
    void cost_that_bcrypt_does_not_have_is_refused() {
        assertThatThrownBy(() -> new BcryptHasher(3)).hasMessageContaining("3");
        assertThatThrownBy(() -> new BcryptHasher(31)).hasMessageContaining("31");
    }
}
