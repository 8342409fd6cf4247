package dev.chatagent.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The list of requirements is whole, and the tests that it names are there. */
class RequirementsDocumentTest {
    private static final List<String> IDS = List.of(
            ("0.1 0.2 0.3 0.4 0.5 0.6 0.7 1.1 1.2 1.3 1.4 1.5 2.1 2.2 2.3 2.4 3.1 3.2 3.3 3.4 3.5 4.1 4.2 4.3a 4.3b 4.4a 4.4b "
                            + "5.1 5.2 5.3 6.1 6.2 6.3 6.4 7.1 7.2 7.3 8.1 8.2 8.3 P.1 P.2 P.3 P.4 P.5 P.6 P.7 "
                            + "B.1 B.2 B.3 B.4 B.5 B.6 B.7 B.8 B.9")
                    .split(" "));
    private static final Pattern ROW = Pattern.compile("^\\| ([0-9PB]\\.[0-9][ab]?) \\| (.+) \\|$");

    private static Map<String, String> rows() throws Exception {
        Map<String, String> rows = new LinkedHashMap<>();
        for (String line : Files.readAllLines(House.ROOT.resolve("docs/requirements.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                assertThat(rows.putIfAbsent(row.group(1), row.group(2)))
                        .as(line)
                        .isNull();
            }
        }
        return rows;
    }

    private static Set<String> compiledTests() throws Exception {
        try (Stream<Path> files = Files.walk(House.ROOT)) {
            return files.filter(file -> file.toString().contains("/target/test-classes/"))
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith("Test.class"))
                    .map(name -> name.substring(0, name.length() - ".class".length()))
                    .collect(Collectors.toSet());
        }
    }

    @Test
    void every_requirement_is_listed_once() throws Exception {
        assertThat(rows().keySet()).containsExactlyElementsOf(IDS);
    }

    @Test
    void every_named_test_exists() throws Exception {
        Set<String> tests = compiledTests();
        rows().forEach((id, cell) -> {
            if (!cell.equals("-")) {
                assertThat(List.of(cell.split(", ")))
                        .as(id)
                        .allSatisfy(name -> assertThat(tests).as(id).contains(name));
            }
        });
    }
}
