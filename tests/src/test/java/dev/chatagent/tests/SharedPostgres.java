package dev.chatagent.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.config.Settings;
import dev.chatagent.error.ChatAgentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/**
 * A PostgreSQL server for databases of tests: the one that a runtime keeps in its data directory. Where none is installed, tests are
 * skipped and say so; in CI they fail.
 */
final class SharedPostgres implements AutoCloseable {
    private static final int PORT_LINE = 3;

    private final ChatAgentRuntime keeper;
    private final Path directory;

    private SharedPostgres(ChatAgentRuntime keeper, Path directory) {
        this.keeper = keeper;
        this.directory = directory;
    }

    static SharedPostgres start(Path home) {
        try {
            ChatAgentRuntime keeper = ChatAgentRuntime.builder()
                    .settings(Settings.defaults()
                            .with(Settings.HOME, home.toString())
                            .with(Settings.ENVIRONMENT, "test")
                            .with(Settings.STORAGE, "managed-postgres"))
                    .start();
            return new SharedPostgres(keeper, home.resolve("postgres"));
        } catch (ChatAgentException e) {
            String message = "skipped: needs PostgreSQL's server (" + e.detail() + ")";
            assertThat(System.getenv("CI")).as(message).isNull();
            System.err.println(message);
            return Assumptions.abort(message);
        }
    }

    /** Where a database of that name is, or will be for the first who opens it. */
    String url(String database) throws IOException {
        String password = Files.readString(directory.resolve("password")).strip();
        String port = Files.readAllLines(directory.resolve("data/postmaster.pid"))
                .get(PORT_LINE)
                .strip();
        return "postgres://postgres:" + password + "@127.0.0.1:" + port + "/" + database + "?sslmode=disable";
    }

    @Override
    public void close() {
        keeper.close();
    }
}
