package dev.chatagent.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The directory of a managed PostgreSQL as its first start leaves it: made once in this JVM, for cases that are not about that start. */
final class MadePostgres {
    private static Optional<Path> made = Optional.empty();

    private MadePostgres() {}

    /** @param directory does not exist yet */
    static synchronized void copyTo(Path directory) throws IOException {
        if (made.isEmpty()) {
            made = Optional.of(make());
        }
        Command.Result copied = Command.run(
                List.of("cp", "-a", made.get().toString(), directory.toString()), "", Duration.ofMinutes(1));
        assertThat(copied.status()).as(copied.output()).isZero();
    }

    private static Path make() throws IOException {
        Path home = Files.createTempDirectory("chatagent-made-postgres");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(home)));
        Path directory = home.resolve("postgres");
        ManagedPostgres.start(directory).close();
        return directory;
    }

    private static void delete(Path home) {
        try {
            PrivateFiles.deleteTree(home);
        } catch (IOException e) {
            System.err.println(home + " was not removed: " + e);
        }
    }
}
