package dev.chatagent.chat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TitlesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "# A heading                | A heading",
                "> - quoted item            | quoted item",
                "```java class A {}         | class A {}",
                "#1 in the list             | #1 in the list",
                "-5 + 3 = ?                 | -5 + 3 = ?",
                "What is 2**3?              | What is 2**3?"
            })
    void a_derived_title_leaves_out_the_marks_that_the_message_begins_with(String message, String title) {
        assertThat(Titles.derive(message)).isEqualTo(title);
    }

    @Test
    void a_message_of_marks_alone_still_names_its_chat() {
        assertThat(Titles.derive("> > >")).isEqualTo("> > >");
        assertThat(Titles.derive("> ".repeat(100_000))).startsWith("> > >").hasSizeLessThanOrEqualTo(60);
    }

    @Test
    void a_derived_title_is_one_line_and_ends_between_words() {
        assertThat(Titles.derive("first\n\nsecond")).isEqualTo("first second");
        assertThat(Titles.derive("word ".repeat(50))).endsWith("word…").hasSizeLessThanOrEqualTo(60);
    }
}
