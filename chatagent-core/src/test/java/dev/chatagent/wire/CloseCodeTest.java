package dev.chatagent.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Close codes and commands; that every code is documented is tested where all of the errors are. */
class CloseCodeTest {
    @Test
    void document_names_every_command() throws Exception {
        String text = Files.readString(Path.of("..", "docs", "realtime.md"));
        for (Class<?> command : Command.class.getPermittedSubclasses()) {
            assertThat(text).contains("| `" + command.getSimpleName().toLowerCase(java.util.Locale.ROOT) + "` |");
        }
    }

    @Test
    void reason_fits_into_a_close_frame_and_says_reconnect_when_one_should() {
        for (CloseCode code : CloseCode.values()) {
            assertThat(code.code()).isBetween(4000, 4999);
            assertThat(code.reason().getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(123);
            assertThat(code.reason().contains("reconnect")).isEqualTo(code.code() < 4500);
        }
    }
}
