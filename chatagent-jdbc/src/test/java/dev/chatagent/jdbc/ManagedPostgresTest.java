package dev.chatagent.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatagent.error.ChatAgentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A private PostgreSQL that is there when it is asked for, and gone when it is not. */
class ManagedPostgresTest {
    @TempDir
    Path home;

    private Path directory;

    @BeforeEach
    void needsPostgres() {
        Postgres.assumeInstalled();
        directory = home.resolve("postgres");
    }

    @Test
    void an_empty_directory_becomes_a_durable_database_that_only_its_user_reaches() throws Exception {
        try (ManagedPostgres managed = ManagedPostgres.start(directory)) {
            assertThat(Postgres.ask(managed, "SHOW fsync")).isEqualTo("on");
            assertThat(Postgres.ask(managed, "SHOW synchronous_commit")).isEqualTo("on");
            assertThat(Postgres.ask(managed, "SHOW full_page_writes")).isEqualTo("on");
            assertThat(Postgres.ask(managed, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(Postgres.ask(managed, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"))
                    .isEqualTo("f");
            assertThatThrownBy(() -> DriverManager.getConnection(managed.jdbcUrl(), managed.user(), "wrong"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28P01"));
            assertThatThrownBy(() -> DriverManager.getConnection(managed.jdbcUrl(), "postgres", ""))
                    .isInstanceOf(SQLException.class);
        }
    }

    @Test
    void text_is_unicode_sorts_by_code_point_and_knows_letters() throws Exception {
        MadePostgres.copyTo(directory);
        try (ManagedPostgres managed = ManagedPostgres.start(directory)) {
            assertThat(Postgres.ask(managed, "SHOW server_encoding")).isEqualTo("UTF8");
            assertThat(Postgres.ask(
                            managed,
                            "SELECT string_agg(t, '' ORDER BY t) FROM unnest(ARRAY['a', 'ä', 'B', 'z', 'Z']) t"))
                    .isEqualTo("BZazä");
            assertThat(Postgres.ask(managed, "SELECT lower('ÄÖ')")).isEqualTo("äö");
        }
    }

    @Test
    void a_second_start_keeps_rows_and_password() throws Exception {
        MadePostgres.copyTo(directory);
        String password;
        try (ManagedPostgres managed = ManagedPostgres.start(directory)) {
            password = managed.password();
            Postgres.run(managed, "CREATE TABLE kept AS SELECT 42 AS answer");
        }
        try (ManagedPostgres managed = ManagedPostgres.start(directory)) {
            assertThat(managed.password()).isEqualTo(password).hasSizeGreaterThanOrEqualTo(64);
            assertThat(Postgres.ask(managed, "SELECT answer FROM kept")).isEqualTo("42");
        }
    }

    @Test
    void closing_ends_every_process_even_with_clients_at_work() throws Exception {
        MadePostgres.copyTo(directory);
        ManagedPostgres managed = ManagedPostgres.start(directory);
        try (Connection client = Postgres.connect(managed)) {
            client.setAutoCommit(false);
            client.createStatement().execute("CREATE TABLE unfinished (id INT)");
            assertThat(Postgres.processesOf(directory)).isNotEmpty();
            managed.close();
        }
        assertThat(Postgres.processesOf(directory)).isEmpty();
        managed.close();
    }

    @Test
    void a_second_claim_is_refused_in_this_process_and_in_another_and_the_first_goes_on() throws Exception {
        MadePostgres.copyTo(directory);
        try (ManagedPostgres first = ManagedPostgres.start(directory)) {
            assertThatThrownBy(() -> ManagedPostgres.start(directory))
                    .isInstanceOf(ChatAgentException.class)
                    .hasMessageContaining("Another chatagent uses the managed database")
                    .hasMessageContaining("CHATAGENT_HOME");
            Process other = PostgresHolder.start(directory);
            try {
                assertThat(PostgresHolder.firstWord(other)).startsWith("refused Another chatagent");
            } finally {
                other.destroyForcibly().waitFor();
            }
            assertThat(Postgres.ask(first, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void files_are_their_owners_alone() throws IOException {
        try (ManagedPostgres managed = ManagedPostgres.start(directory)) {
            assertThat(managed.port()).isPositive();
            assertThat(mode(directory.resolve("data"))).isEqualTo("rwx------");
            try (Stream<Path> files = Files.list(directory)) {
                assertThat(files.filter(Files::isRegularFile)).isNotEmpty().allSatisfy(file -> assertThat(mode(file))
                        .isEqualTo("rw-------"));
            }
        }
        assertThat(mode(directory)).startsWith("rwx").doesNotContain("r-x").endsWith("---");
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void the_log_is_cut_off_when_it_gets_long_and_the_server_goes_on_writing_it() throws Exception {
        MadePostgres.copyTo(directory);
        try (ManagedPostgres managed = ManagedPostgres.start(directory)) {
            Path log = directory.resolve("postgresql.log");
            assertThatThrownBy(() -> Postgres.ask(managed, "SELECT * FROM missing_before"))
                    .isInstanceOf(SQLException.class);
            managed.boundLog(10);
            assertThat(directory.resolve("postgresql.log.1")).content().contains("missing_before");
            assertThat(log).isEmptyFile();
            assertThatThrownBy(() -> Postgres.ask(managed, "SELECT * FROM missing_after"))
                    .isInstanceOf(SQLException.class);
            assertThat(log).content().contains("missing_after").doesNotContain("\0");
        }
    }

    @Test
    void a_cluster_of_another_version_is_refused_with_what_to_install() throws IOException {
        Files.createDirectories(directory.resolve("data"));
        Files.writeString(directory.resolve("data/PG_VERSION"), "9.6\n");
        assertThatThrownBy(() -> ManagedPostgres.start(directory))
                .isInstanceOf(ChatAgentException.class)
                .hasMessageContaining("was made by PostgreSQL 9")
                .hasMessageContaining("install PostgreSQL 9");
    }

    @Test
    void what_is_no_cluster_is_left_alone() throws IOException {
        Files.createDirectories(directory.resolve("data"));
        Files.writeString(directory.resolve("data/letter.txt"), "Dear Ada");
        assertThatThrownBy(() -> ManagedPostgres.start(directory))
                .isInstanceOf(ChatAgentException.class)
                .hasMessageContaining("holds no PostgreSQL cluster");
        assertThat(directory.resolve("data/letter.txt")).hasContent("Dear Ada");
    }

    @Test
    void a_cluster_without_its_password_is_refused_with_what_to_do() throws IOException {
        MadePostgres.copyTo(directory);
        Files.delete(directory.resolve("password"));
        assertThatThrownBy(() -> ManagedPostgres.start(directory))
                .isInstanceOf(ChatAgentException.class)
                .hasMessageContaining("password is missing");
    }
}
