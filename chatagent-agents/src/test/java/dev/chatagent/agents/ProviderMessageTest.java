package dev.chatagent.agents;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
        assertThat(messages.ofBody(body).text()).isEqualTo("No such thing");
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
        assertThat(messages.ofBody(body).text()).isEmpty();
    }

    @Test
    void a_long_explanation_is_cut_and_a_long_page_of_text_left_out() {
        assertThat(messages.ofBody("{\"error\":{\"message\":\"" + "😀".repeat(400) + "\"}}")
                        .text())
                .hasSizeLessThanOrEqualTo(300)
                .endsWith("😀…");
        assertThat(messages.ofBody("x".repeat(301)).text()).isEmpty();
    }

    @Test
    void the_key_is_masked_whole_in_pieces_and_with_invisible_characters_in_it() {
        assertThat(messages.ofBody("Wrong key " + KEY + "!").text()).isEqualTo("Wrong key ***!");
        assertThat(messages.ofBody("Wrong key sk-proj-Abc123...").text()).isEqualTo("Wrong key ***...");
        assertThat(messages.ofBody("Wrong key ..456Ghi789").text()).isEqualTo("Wrong key ..***");
        assertThat(messages.ofBody("Wrong key " + KEY.substring(0, 12) + "\u200b" + KEY.substring(12))
                        .text())
                .isEqualTo("Wrong key ***");
        assertThat(messages.ofBody("{\"error\":{\"message\":\"" + "x".repeat(290) + KEY + "\"}}")
                        .text())
                .doesNotContain("sk-");
        assertThat(new ProviderMessage("abc").ofBody("key abc is wrong").text()).isEqualTo("key *** is wrong");
        assertThat(new ProviderMessage("").ofBody("a key is missing").text()).isEqualTo("a key is missing");
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"error\":{\"code\":\"model_not_found\",\"type\":\"x\"}}', model_not_found",
        "'{\"error\":{\"code\":null,\"type\":\"server_error\"}}', server_error",
        "'{\"code\":\"quota-1.2\"}', quota-1.2",
        "'{\"error\":{\"code\":\"A whole sentence.\"}}', ''",
        "'{\"error\":{\"code\":\"abc123def456\"}}', ''",
        "plain text, ''"
    })
    void a_code_is_a_name_and_nothing_else(String body, String code) {
        assertThat(new ProviderMessage("abc123def456").ofBody(body).code()).isEqualTo(code);
    }
}
