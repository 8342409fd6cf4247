package dev.chatagent.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SseParserTest {
    private final List<String> events = new ArrayList<>();
    private final SseParser parser = new SseParser(events::add);

    private void feed(String text) {
        parser.feed(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void every_line_ending_separates_events_wherever_the_bytes_are_cut(String newline) {
        String text =
                ": hello\ndata: é😀\nid: 1\n\nevent: x\ndata:two\ndata: lines\ndata\n\n\n\ndatax: no\nretry: 3\n\ndata: [DONE]\n\n"
                        .replace("\n", newline);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int cut = 0; cut <= bytes.length; cut++) {
            List<String> seen = new ArrayList<>();
            SseParser cutParser = new SseParser(seen::add);
            cutParser.feed(ByteBuffer.wrap(bytes, 0, cut));
            cutParser.feed(ByteBuffer.wrap(bytes, cut, bytes.length - cut));
            assertThat(seen).as("cut at %s", cut).containsExactly("é😀", "two\nlines\n", "[DONE]");
        }
    }

    @Test
    void bytes_one_by_one_give_the_same_events() {
        for (byte next : "data: ä\r\n\r\ndata: b\n\n".getBytes(StandardCharsets.UTF_8)) {
            parser.feed(ByteBuffer.wrap(new byte[] {next}));
        }
        assertThat(events).containsExactly("ä", "b");
    }

    @Test
    void an_event_without_its_blank_line_counts_at_the_end() {
        feed("data: last");
        assertThat(events).isEmpty();
        parser.finish();
        assertThat(events).containsExactly("last");
    }

    @Test
    void a_line_up_to_the_bound_is_read_and_a_longer_one_refused() {
        String longest = "x".repeat(SseParser.MAX_BYTES - "data: ".length());
        feed("data: " + longest + "\n\n");
        assertThat(events).containsExactly(longest);
        assertThatThrownBy(() -> feed("data: " + longest + "x\n\n")).isInstanceOf(SseParser.TooLongException.class);
    }

    @Test
    void an_event_of_endlessly_many_lines_is_refused() {
        String line = "data: " + "x".repeat(1000) + "\n";
        assertThatThrownBy(() -> feed(line.repeat(1100))).isInstanceOf(SseParser.TooLongException.class);
    }
}
