package dev.chatagent.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** What {@code tests/install-tools} has installed from npm. */
public final class Npm {
    private static final Path MODULES = Path.of(".tools", "node_modules");

    private Npm() {}

    /** Ends the test as skipped where the program is not installed; in CI that is a failure. */
    public static void assumeInstalled(String name, Path program) {
        boolean installed = Files.isRegularFile(program);
        if (System.getenv("CI") != null) {
            assertThat(installed)
                    .as("CI needs what tests/install-tools installs")
                    .isTrue();
        }
        Assumptions.assumeTrue(installed, "skipped: needs " + name + " from npm; run tests/install-tools");
    }

    /** A file of a package. */
    public static Path file(String first, String... more) {
        return MODULES.resolve(Path.of(first, more));
    }

    /** The pinned Node where npm has it for this machine, else the one on the path. */
    public static String node() throws IOException {
        try (Stream<Path> modules = Files.list(MODULES)) {
            return modules.map(module -> module.resolve(Path.of("bin", "node")))
                    .filter(Files::isExecutable)
                    .map(Path::toString)
                    .findFirst()
                    .orElse("node");
        }
    }
}
