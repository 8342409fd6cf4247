package dev.chatagent.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.error.ErrorCode;
import dev.chatagent.wire.CloseCode;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The error reference has a row, and advice, for every code there is. */
class ErrorsDocumentTest {
    private static List<String> rows() throws Exception {
        return Files.readAllLines(House.ROOT.resolve("docs/errors.md")).stream()
                .filter(line -> line.startsWith("| `"))
                .toList();
    }

    @Test
    void every_error_and_close_code_has_its_row_in_order() throws Exception {
        Stream<String> errors = Arrays.stream(ErrorCode.values()).map(code -> "| `%s` | %d | %d | %s | "
                .formatted(code.wireName(), code.httpStatus(), code.closeCode(), code.title()));
        Stream<String> closes = Arrays.stream(CloseCode.values()).map(code -> "| `%s` | %d | %s | "
                .formatted(code.name().toLowerCase(Locale.ROOT), code.code(), code.reason()));
        List<String> expected = Stream.concat(errors, closes).toList();
        List<String> rows = rows();
        assertThat(rows).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(rows.get(i)).startsWith(expected.get(i));
        }
    }

    @Test
    void every_row_says_what_to_do() throws Exception {
        assertThat(rows()).allSatisfy(row -> {
            String[] cells = row.split(" \\| ", -1);
            assertThat(cells[cells.length - 1].replace(" |", ""))
                    .hasSizeGreaterThan(10)
                    .endsWith(".");
        });
    }
}
