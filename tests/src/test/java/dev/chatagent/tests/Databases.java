package dev.chatagent.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The embedded database of a data directory, once its server has stopped. */
final class Databases {
    private static final String SUFFIX = ".mv.db";

    private Databases() {}

    static String url(Path home) throws IOException {
        try (Stream<Path> files = Files.walk(home)) {
            List<String> found = files.map(Path::toString)
                    .filter(name -> name.endsWith(SUFFIX))
                    .toList();
            assertThat(found).hasSize(1);
            String file = found.get(0);
            return "jdbc:h2:file:" + file.substring(0, file.length() - SUFFIX.length()) + ";IFEXISTS=TRUE";
        }
    }
}
