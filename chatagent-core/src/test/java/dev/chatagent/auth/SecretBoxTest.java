package dev.chatagent.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SecretBoxTest {
    private static final byte[] SECRET = "a secret".getBytes(StandardCharsets.UTF_8);

    private final SecretBox box = new SecretBox(new byte[32]);

    private static SecretBox other() {
        byte[] master = new byte[32];
        master[31] = 1;
        return new SecretBox(master);
    }

    @Test
    void what_is_sealed_opens_and_looks_different_each_time() {
        String sealed = box.seal(SECRET, "x");
        assertThat(box.open(sealed, "x")).isEqualTo(SECRET);
        assertThat(box.seal(SECRET, "x")).isNotEqualTo(sealed);
        assertThat(sealed).doesNotContain("secret");
    }

    @Test
    void another_context_another_master_and_any_change_are_refused() {
        String sealed = box.seal(SECRET, "x");
        assertThatThrownBy(() -> box.open(sealed, "y")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> other().open(sealed, "x")).hasMessageContaining("CHATAGENT_SECRET");
        int at = sealed.length() - 5;
        String changed = sealed.substring(0, at) + (sealed.charAt(at) == 'A' ? 'B' : 'A') + sealed.substring(at + 1);
        assertThatThrownBy(() -> box.open(changed, "x")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> box.open("", "x")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void derived_keys_differ_by_purpose_and_master() {
        assertThat(box.derive("a")).hasSize(32).isEqualTo(box.derive("a")).isNotEqualTo(box.derive("b"));
        assertThat(other().derive("a")).isNotEqualTo(box.derive("a"));
        assertThatThrownBy(() -> new SecretBox(new byte[31])).hasMessageContaining("31 bytes");
    }
}
