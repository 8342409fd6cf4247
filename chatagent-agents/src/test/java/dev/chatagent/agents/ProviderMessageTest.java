package dev.chatagent.agents;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderMessageTest {
    private static final String KEY = "sk-proj-Abc123Def456Ghi789";

    private final ProviderMessage messages = new ProviderMessage(KEY);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"error\":{\"message\":\"No such thing\",\"type\":\"x\"}}",
                "{\"error\":\"No such thing\"}",
                "{\"message\":\"No such thing\"}",
                "{\"detail\":\"No such thing\"}",
                "No\tsuch\r\n  thing\u0007",
                "{\"error\":{\"message\":\"No \\u202esuch\\u200b thing\"}}"
            })
    void what_the_provider_says_becomes_one_plain_line(String body) {
        assertThat(messages.ofBody(body)).isEqualTo("No such thing");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "{\"error\":{\"code\":7}}",
                "<html><body>502</body></html>",
                "{\"error\":{\"message\":\"<b>no</b>\"}}"
            })
    void what_is_no_plain_text_is_left_out(String body) {
        assertThat(messages.ofBody(body)).isEmpty();
    }

    @Test
    void a_long_explanation_is_cut_and_a_long_page_of_text_left_out() {
        assertThat(messages.ofBody("{\"error\":{\"message\":\"" + "😀".repeat(400) + "\"}}"))
                .hasSizeLessThanOrEqualTo(300)
                .endsWith("😀…");
        assertThat(messages.ofBody("x".repeat(301))).isEmpty();
    }

    @Test
    void the_key_is_masked_whole_in_pieces_and_with_invisible_characters_in_it() {
        assertThat(messages.ofBody("Wrong key " + KEY + "!")).isEqualTo("Wrong key ***!");
        assertThat(messages.ofBody("Wrong key sk-proj-Abc123...")).isEqualTo("Wrong key ***...");
        assertThat(messages.ofBody("Wrong key ..456Ghi789")).isEqualTo("Wrong key ..***");
        assertThat(messages.ofBody("Wrong key " + KEY.substring(0, 12) + "\u200b" + KEY.substring(12)))
                .isEqualTo("Wrong key ***");
        assertThat(messages.ofBody("{\"error\":{\"message\":\"" + "x".repeat(290) + KEY + "\"}}"))
                .doesNotContain("sk-");
        assertThat(new ProviderMessage("abc").ofBody("key abc is wrong")).isEqualTo("key *** is wrong");
        assertThat(new ProviderMessage("").ofBody("a key is missing")).isEqualTo("a key is missing");
    }
}
