package dev.chatagent.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The password is in one file, and the server gets none of our secrets. */
class ManagedPostgresSecretsTest {
    private static final String CANARY = "canary-7f3a91";

    @TempDir
    Path home;

    private Path directory;

    @BeforeEach
    void needsPostgresOnLinux() {
        Postgres.assumeInstalled();
        assumeTrue(Files.isDirectory(Path.of("/proc/self")), "skipped: needs /proc");
        directory = home.resolve("postgres");
    }

    @Test
    void the_password_is_in_no_command_line_environment_or_log_from_the_first_start_on() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<Set<String>> watched = CompletableFuture.supplyAsync(() -> everythingSeenUntil(done));
        String password;
        try (ManagedPostgres managed = ManagedPostgres.start(directory)) {
            password = managed.password();
            assertThat(Postgres.ask(managed, "SELECT 1")).isEqualTo("1");
        } finally {
            done.set(true);
        }
        String seen = String.join("\n", watched.get());
        assertThat(seen).as("the scan sees the tools").contains("initdb", "--single");
        assertThat(seen).doesNotContain(password);
        assertThat(directory.resolve("postgresql.log")).content().doesNotContain(password);
        assertThat(filesWith(password)).containsExactly(directory.resolve("password"));
    }

    private static Set<String> everythingSeenUntil(AtomicBoolean done) {
        Set<String> seen = new TreeSet<>();
        while (!done.get()) {
            ProcessHandle.allProcesses().forEach(process -> {
                for (String file : List.of("cmdline", "environ")) {
                    seen.add(read(Path.of("/proc", Long.toString(process.pid()), file)));
                }
            });
        }
        return seen;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1).replace('\0', ' ');
        } catch (IOException e) { // it ended meanwhile
            return "";
        }
    }

    private List<Path> filesWith(String text) throws IOException {
        try (var files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> read(file).contains(text))
                    .toList();
        }
    }

    @Test
    void the_server_and_its_watch_get_no_variable_that_may_be_a_secret() throws Exception {
        MadePostgres.copyTo(directory);
        Process holder = PostgresHolder.start(
                List.of(),
                System.getProperty("java.class.path"),
                directory,
                Map.of("CHATAGENT_OPENAI_API_KEY", CANARY, "PGPASSWORD", CANARY));
        try {
            assertThat(PostgresHolder.firstWord(holder)).isEqualTo("rows 1");
            assertThat(environment(holder.toHandle())).contains(CANARY);
            List<ProcessHandle> children = holder.descendants().toList();
            assertThat(children).hasSizeGreaterThan(3);
            assertThat(children)
                    .allSatisfy(child -> assertThat(environment(child)).doesNotContain(CANARY));
        } finally {
            holder.getOutputStream().close();
            holder.waitFor();
        }
    }

    private static String environment(ProcessHandle process) {
        return read(Path.of("/proc", Long.toString(process.pid()), "environ"));
    }

    @Test
    void what_people_wrote_is_not_in_the_log_when_a_statement_fails() throws Exception {
        MadePostgres.copyTo(directory);
        try (ManagedPostgres managed = ManagedPostgres.start(directory)) {
            Postgres.run(managed, "CREATE TABLE texts (body TEXT PRIMARY KEY)");
            Postgres.run(managed, "INSERT INTO texts VALUES ('" + CANARY + "')");
            try {
                Postgres.run(managed, "INSERT INTO texts VALUES ('" + CANARY + "')");
            } catch (SQLException e) {
                assertThat(e.getSQLState()).isEqualTo("23505");
            }
            assertThat(directory.resolve("postgresql.log"))
                    .content()
                    .contains("duplicate key")
                    .doesNotContain(CANARY);
        }
    }
}
