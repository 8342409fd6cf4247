package dev.chatagent.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.config.Settings;
import dev.chatagent.error.ChatAgentException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * A PostgreSQL server for databases of tests: the one that a runtime keeps in its data directory, with chatagent-jdbc on the class path.
 * Where none is installed, tests are skipped and say so; in CI they fail.
 */
public final class SharedPostgres implements AutoCloseable {
    private static final int PORT_LINE = 3;
    private static final int STATUS_LINE = 7;

    private final ChatAgentRuntime keeper;
    private final Path directory;

    private SharedPostgres(ChatAgentRuntime keeper, Path directory) {
        this.keeper = keeper;
        this.directory = directory;
    }

    /** @param home an empty directory, into which its account can get */
    public static SharedPostgres start(Path home) {
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
    public String url(String database) throws IOException {
        String password = Files.readString(directory.resolve("password")).strip();
        String port = pidFile().get(PORT_LINE).strip();
        return "postgres://postgres:" + password + "@127.0.0.1:" + port + "/" + database + "?sslmode=disable";
    }

    private List<String> pidFile() throws IOException {
        return Files.readAllLines(directory.resolve("data/postmaster.pid"));
    }

    /** Kills it, as a crash would, and waits until its keeper has started it again at the same place. */
    public void crash() throws IOException {
        String pid = pidFile().get(0);
        ProcessHandle.of(Long.parseLong(pid.strip())).orElseThrow().destroyForcibly();
        Eventually.until("PostgreSQL is kept", () -> startedAgain(pid));
    }

    private boolean startedAgain(String killed) {
        try {
            List<String> lines = pidFile();
            return lines.size() > STATUS_LINE
                    && !lines.get(0).equals(killed)
                    && lines.get(STATUS_LINE).strip().equals("ready");
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        keeper.close();
    }
}
