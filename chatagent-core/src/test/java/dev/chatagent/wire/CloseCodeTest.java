package dev.chatagent.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Close codes against their document. */
class CloseCodeTest {
    private static final String ROW = "\\| 4[0-9]{3} \\| `.*";

    @Test
    void document_has_every_code_and_no_other() throws Exception {
        List<String> expected = Stream.concat(
                        Stream.of(CloseCode.values()).map(code -> row(code.code(), code.name(), code.reason())),
                        Stream.of(ErrorCode.values()).map(code -> row(code.closeCode(), code.wireName(), code.title())))
                .toList();
        List<String> rows = Files.readAllLines(Path.of("..", "docs", "realtime.md")).stream()
                .filter(line -> line.matches(ROW))
                .toList();
        assertThat(rows).containsExactlyInAnyOrderElementsOf(expected);
    }

    private static String row(int code, String name, String why) {
        return "| " + code + " | `" + name + "` | " + why + " |";
    }

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
