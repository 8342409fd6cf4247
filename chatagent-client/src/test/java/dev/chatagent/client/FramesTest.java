package dev.chatagent.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is made of frames and tokens. */
class FramesTest {
    private static final String EVENT =
            "{\"stream\":\"user\",\"seq\":7,\"type\":\"x.y\",\"time\":\"2026-01-01T00:00:00Z\",\"data\":{\"a\":1},\"more\":true}";

    @Test
    void frame_is_one_object_or_several_in_order() {
        assertThat(Frames.read(EVENT)).hasSize(1);
        assertThat(Frames.read("[" + EVENT + ",{\"type\":\"news\"}]")).hasSize(2);
        assertThat(Frames.read("[")).isEmpty();
        assertThat(Frames.read("nonsense")).isEmpty();
    }

    @Test
    void event_has_what_it_carries_and_what_is_new_is_ignored() {
        assertThat(Frames.event(Frames.read(EVENT).get(0))).hasValueSatisfying(event -> {
            assertThat(event.stream()).isEqualTo("user");
            assertThat(event.seq()).isEqualTo(7);
            assertThat(event.type()).isEqualTo("x.y");
            assertThat(event.time()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
            assertThat(event.data().path("a").asInt()).isEqualTo(1);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"news\"}",
                "{\"stream\":7,\"seq\":1}",
                "{\"stream\":\"user\"}",
                "{\"stream\":\"user\",\"seq\":0}",
                "{\"stream\":\"user\",\"seq\":\"1\"}",
                "{\"stream\":\"user\",\"seq\":1.5}",
                "7",
                "null"
            })
    void anything_else_is_no_event(String frame) {
        assertThat(Frames.event(Frames.read(frame).get(0))).isEmpty();
    }

    @Test
    void what_is_left_of_a_token_is_what_the_server_says_whatever_the_clock() {
        assertThat(Frames.left(Frames.read("{\"expiresAt\":\"1999-01-01T00:00:00Z\",\"expiresIn\":900}")
                        .get(0)))
                .isEqualTo(Duration.ofMinutes(15));
        String soon = Instant.now().plusSeconds(600).toString();
        assertThat(Frames.left(Frames.read("{\"expiresAt\":\"" + soon + "\"}").get(0)))
                .isBetween(Duration.ofSeconds(500), Duration.ofSeconds(600));
        assertThat(Frames.left(Frames.read("{}").get(0))).isNegative();
    }

    @Test
    void text_alone_is_sent_as_text_and_anything_else_in_parts() {
        ObjectNode text = Frames.command("send");
        Frames.addParts(text, List.of(new MessagePart.Text("hello")));
        assertThat(text).hasToString("{\"type\":\"send\",\"text\":\"hello\"}");
        ObjectNode parts = Frames.command("send");
        Frames.addParts(parts, List.of(new MessagePart.File("f"), new MessagePart.Text("hello")));
        assertThat(parts)
                .hasToString("{\"type\":\"send\",\"parts\":[{\"type\":\"file\",\"file\":\"f\"},"
                        + "{\"type\":\"text\",\"text\":\"hello\"}]}");
    }

    @Test
    void size_of_a_command_is_counted_in_bytes() {
        assertThat(Frames.tooLarge("x".repeat(64 * 1024))).isFalse();
        assertThat(Frames.tooLarge("x".repeat(64 * 1024 + 1))).isTrue();
        assertThat(Frames.tooLarge("あ".repeat(30_000))).isTrue();
    }

    @Test
    void owner_is_read_off_an_access_token_and_off_nothing_else() {
        String claims = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("{\"sub\":\"ada\"}".getBytes(StandardCharsets.UTF_8));
        assertThat(Subject.of("x." + claims + ".y")).hasValue("ada");
        assertThat(Subject.of("cak_key")).isEmpty();
        assertThat(Subject.of("x.!.y")).isEmpty();
        assertThat(Subject.of("x.e30.y")).isEmpty();
    }
}
