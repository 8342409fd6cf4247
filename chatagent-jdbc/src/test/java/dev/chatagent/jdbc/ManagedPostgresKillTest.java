package dev.chatagent.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is killed, and when: the next start works, and nothing that was stored is lost. */
@Tag("proof")
class ManagedPostgresKillTest {
    private static final int SECONDS = 120;

    @TempDir
    Path home;

    private Path directory;

    @BeforeEach
    void needsPostgres() {
        Postgres.assumeInstalled();
        directory = home.resolve("postgres");
    }

    @Test
    void a_server_that_is_killed_is_started_again_where_it_was_with_all_rows() throws Exception {
        MadePostgres.copyTo(directory);
        try (ManagedPostgres managed = ManagedPostgres.start(directory)) {
            Postgres.run(managed, "CREATE TABLE kept AS SELECT 42 AS answer");
            long killed = Postgres.serverPid(directory);
            kill(Postgres.server(directory));
            assertThat(Postgres.askUntilAnswered(managed, "SELECT answer FROM kept"))
                    .isEqualTo("42");
            assertThat(Postgres.serverPid(directory)).isNotEqualTo(killed);
        }
        assertThat(Postgres.processesOf(directory)).isEmpty();
    }

    @Test
    void closing_right_after_the_server_was_killed_leaves_nothing_running() throws Exception {
        MadePostgres.copyTo(directory);
        ManagedPostgres managed = ManagedPostgres.start(directory);
        Postgres.server(directory).destroyForcibly();
        managed.close();
        // Workers notice by themselves that their server is gone, and their memory goes with them.
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        List<String> left = Postgres.processesOf(directory);
        while (!left.isEmpty() && System.nanoTime() < deadline) {
            left = Postgres.processesOf(directory);
        }
        assertThat(left).isEmpty();
    }

    @Test
    void a_server_ends_when_its_process_is_killed_and_the_next_start_has_all_rows() throws Exception {
        MadePostgres.copyTo(directory);
        Process holder = PostgresHolder.start(directory);
        assertThat(PostgresHolder.firstWord(holder)).isEqualTo("rows 1");
        ProcessHandle server = Postgres.server(directory);
        holder.destroyForcibly().waitFor();
        server.onExit().get(SECONDS, TimeUnit.SECONDS);

        try (ManagedPostgres managed = ManagedPostgres.start(directory)) {
            assertThat(Postgres.ask(managed, "SELECT count(*) FROM held")).isEqualTo("1");
        }
        assertThat(Postgres.processesOf(directory)).isEmpty();
    }

    @Test
    void a_server_that_outlives_its_process_is_stopped_and_started_anew() throws Exception {
        MadePostgres.copyTo(directory);
        Process holder = PostgresHolder.start(directory);
        assertThat(PostgresHolder.firstWord(holder)).isEqualTo("rows 1");
        ProcessHandle server = Postgres.server(directory);
        List<ProcessHandle> watches =
                holder.children().filter(child -> child.pid() != server.pid()).toList();
        assertThat(watches).hasSize(1);
        for (ProcessHandle watch : watches) {
            kill(watch);
        }
        holder.destroyForcibly().waitFor();
        assertThat(server.isAlive()).isTrue();

        try (ManagedPostgres managed = ManagedPostgres.start(directory)) {
            assertThat(server.isAlive()).isFalse();
            assertThat(Postgres.ask(managed, "SELECT count(*) FROM held")).isEqualTo("1");
        }
        assertThat(Postgres.processesOf(directory)).isEmpty();
    }

    @Test
    void server_and_process_killed_together_lose_no_row() throws Exception {
        MadePostgres.copyTo(directory);
        for (int round = 1; round <= 3; round++) {
            Process holder = PostgresHolder.start(directory);
            assertThat(PostgresHolder.firstWord(holder)).isEqualTo("rows " + round);
            ProcessHandle server = Postgres.server(directory);
            holder.destroyForcibly();
            server.destroyForcibly();
            holder.waitFor();
        }
        try (ManagedPostgres managed = ManagedPostgres.start(directory)) {
            assertThat(Postgres.ask(managed, "SELECT count(*) FROM held")).isEqualTo("3");
        }
    }

    @Test
    void a_first_start_killed_half_way_is_begun_anew() throws Exception {
        Files.createDirectories(directory);
        Process holder;
        try (WatchService changes = directory.getFileSystem().newWatchService()) {
            directory.register(changes, StandardWatchEventKinds.ENTRY_CREATE);
            holder = PostgresHolder.start(directory);
            awaitInitialisation(changes);
            holder.destroyForcibly().waitFor();
        }
        assertThat(directory.resolve("data")).doesNotExist();

        try (ManagedPostgres managed = ManagedPostgres.start(directory)) {
            assertThat(Postgres.ask(managed, "SELECT 1")).isEqualTo("1");
        }
        ManagedPostgres.start(directory).close();
        try (var files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString())).noneMatch(name -> name.startsWith("new-"));
        }
    }

    private void awaitInitialisation(WatchService changes) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (System.nanoTime() < deadline) {
            WatchKey key = changes.poll(100, TimeUnit.MILLISECONDS);
            if (key != null) {
                key.pollEvents();
                key.reset();
            }
            try (var found = Files.newDirectoryStream(directory, "new-*")) {
                for (Path made : found) {
                    if (Files.isDirectory(made.resolve("data/base"))) {
                        return;
                    }
                }
            }
        }
        throw new AssertionError("no cluster was begun");
    }

    @Test
    void the_number_of_a_killed_server_that_another_process_has_by_now_is_no_hindrance() throws Exception {
        MadePostgres.copyTo(directory);
        // Of the server's own account: that of another one PostgreSQL does not take for a server.
        ServerAccount account = ServerAccount.choose(directory, PostgresBinaries.find(OptionalInt.empty()));
        Process other = new ProcessBuilder(account.command("cat")).start();
        try {
            Files.writeString(
                    directory.resolve("data/postmaster.pid"),
                    other.pid() + "\n" + directory.resolve("data") + "\n1790000000\n5432\n\n127.0.0.1\n1 1\nready\n");
            try (ManagedPostgres managed = ManagedPostgres.start(directory)) {
                assertThat(Postgres.ask(managed, "SELECT 1")).isEqualTo("1");
            }
            assertThat(other.isAlive()).isTrue();
        } finally {
            other.destroyForcibly().waitFor();
        }
    }

    private static void kill(ProcessHandle process) throws Exception {
        process.destroyForcibly();
        process.onExit().get(SECONDS, TimeUnit.SECONDS);
    }
}
