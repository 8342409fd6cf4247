package dev.chatagent.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A file under version control whose text, or a part of it, is derived from the code. A part stands between
 * {@code <!-- generated: NAME -->} and {@code <!-- end: NAME -->}. With {@code -Dupdate} the file is written instead.
 */
record CheckedFile(Path path) {
    private static final String UPDATE = "update";

    void assertIs(String expected, Class<?> test) throws IOException {
        compare(Files.exists(path) ? Files.readString(path) : "", expected, test);
    }

    void assertPartIs(String name, String expected, Class<?> test) throws IOException {
        String text = Files.readString(path);
        String start = "<!-- generated: " + name + " -->\n";
        String end = "<!-- end: " + name + " -->";
        assertThat(text).as(path.toString()).contains(start, end);
        String before = text.substring(0, text.indexOf(start) + start.length());
        compare(text, before + expected + text.substring(text.indexOf(end)), test);
    }

    private void compare(String is, String expected, Class<?> test) throws IOException {
        if (System.getProperty(UPDATE) != null) {
            Files.writeString(path, expected);
            return;
        }
        assertThat(is.equals(expected))
                .as(
                        "%s differs from the code:%n%s%nIf that is wanted, update it: mvn -q -pl tests -am test -Dtest=%s"
                                + " -Dsurefire.failIfNoSpecifiedTests=false -D%s",
                        path.normalize(), difference(is, expected), test.getSimpleName(), UPDATE)
                .isTrue();
    }

    /** The lines that only one of the two has. */
    private static String difference(String is, String expected) {
        return Stream.concat(only("- ", is, expected).stream(), only("+ ", expected, is).stream())
                .reduce("", (lines, line) -> lines + line + "\n");
    }

    private static List<String> only(String mark, String in, String notIn) {
        List<String> lines = new ArrayList<>(in.lines().toList());
        notIn.lines().forEach(lines::remove);
        return lines.stream().map(line -> mark + line).toList();
    }
}
