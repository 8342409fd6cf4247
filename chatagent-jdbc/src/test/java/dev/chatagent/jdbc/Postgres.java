package dev.chatagent.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** The installed PostgreSQL, and what its servers leave to be seen from outside. */
final class Postgres {
    private Postgres() {}

    /** Ends the test as skipped where no server is installed; in CI that is a failure. */
    static void assumeInstalled() {
        boolean installed =
                PostgresBinaries.installed().stream().anyMatch(binaries -> binaries.major() >= PostgresBinaries.OLDEST);
        if (System.getenv("CI") != null) {
            assertThat(installed).as("CI needs PostgreSQL's server").isTrue();
        }
        Assumptions.assumeTrue(
                installed,
                "skipped: needs PostgreSQL " + PostgresBinaries.OLDEST + " or later (apt install postgresql)");
    }

    static Connection connect(ManagedPostgres managed) throws SQLException {
        return DriverManager.getConnection(managed.jdbcUrl(), managed.user(), managed.password());
    }

    static void run(ManagedPostgres managed, String sql) throws SQLException {
        try (Connection connection = connect(managed);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    static String ask(ManagedPostgres managed, String sql) throws SQLException {
        try (Connection connection = connect(managed);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            assertThat(result.next()).isTrue();
            return result.getString(1);
        }
    }

    /** As {@link #ask}, as soon as the server answers again. */
    static String askUntilAnswered(ManagedPostgres managed, String sql) throws SQLException {
        long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (true) {
            try {
                return ask(managed, sql);
            } catch (SQLException e) {
                if (System.nanoTime() - deadline > 0) {
                    throw e;
                }
            }
        }
    }

    static long serverPid(Path directory) throws IOException {
        return PostmasterPid.read(directory.resolve("data")).orElseThrow().pid();
    }

    static ProcessHandle server(Path directory) throws IOException {
        return ProcessHandle.of(serverPid(directory)).orElseThrow();
    }

    /** The processes that name the directory in their command line or work in it: servers, workers and tools. */
    static List<String> processesOf(Path directory) throws IOException {
        List<String> found = new ArrayList<>();
        for (ProcessHandle process : ProcessHandle.allProcesses().toList()) {
            String line = process.info().commandLine().orElse("");
            if (process.isAlive()
                    && !isJava(process)
                    && (line.contains(directory.toString())
                            || workingDirectory(process).startsWith(directory))) {
                found.add(process.pid() + " " + line);
            }
        }
        return found;
    }

    private static boolean isJava(ProcessHandle process) {
        return process.info().command().orElse("").endsWith("/java");
    }

    private static Path workingDirectory(ProcessHandle process) {
        try {
            return Files.readSymbolicLink(Path.of("/proc", Long.toString(process.pid()), "cwd"));
        } catch (IOException e) { // it ended meanwhile
            return Path.of("/");
        }
    }
}
