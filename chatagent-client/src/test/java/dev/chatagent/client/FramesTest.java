package dev.chatagent.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
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
