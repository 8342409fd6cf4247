package dev.chatagent.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatagent.chat.Part;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartsJsonTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "\"}]}", "line\nbreak \\ \uD83D\uDC0E \u2028", "{\"type\":\"text\"}"})
    void one_text_is_read_back(String text) {
        List<Part> parts = List.of(new Part.Text(text));
        assertThat(PartsJson.read(PartsJson.write(parts))).isEqualTo(parts);
    }

    @Test
    void any_number_of_parts_is_read_back() {
        List<Part> none = List.of();
        List<Part> two = List.of(new Part.Text("a"), new Part.Text("b"));
        assertThat(PartsJson.read(PartsJson.write(none))).isEqualTo(none);
        assertThat(PartsJson.read(PartsJson.write(two))).isEqualTo(two);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "[]", "{\"parts\":[{\"type\":\"text\",\"text\":\"a\"", "{\"parts\":[{\"type\":\"secret\"}]}"
            })
    void what_it_did_not_write_is_refused_without_repeating_it(String json) {
        assertThatThrownBy(() -> PartsJson.read(json)).isInstanceOf(IllegalArgumentException.class);
    }
}
