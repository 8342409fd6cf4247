package dev.chatagent.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatagent.error.ChatAgentException;
import dev.chatagent.storage.Storage;
import dev.chatagent.testkit.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The database's files: one user at a time, private, and of a version that is known. */
class ClaimedFileTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource
    void a_second_storage_of_this_process_is_refused_and_the_first_goes_on(Embedded kind) {
        try (Storage first = kind.storage(directory)) {
            first.start();
            assertInUse(kind);
            assertThat(first.check().status()).isEqualTo(dev.chatagent.health.ComponentHealth.Status.UP);
        }
        try (Storage next = kind.storage(directory)) {
            next.start();
        }
    }

    /** On POSIX a process gives up its locks on a file by closing any channel of it: being refused must not open the way. */
    @ParameterizedTest
    @EnumSource
    void a_second_storage_that_was_refused_lets_no_other_process_in(Embedded kind) throws Exception {
        try (Storage first = kind.storage(directory)) {
            first.start();
            assertInUse(kind);
            Process other = holder(kind);
            try {
                assertThat(opened(other)).isFalse();
            } finally {
                other.destroyForcibly().waitFor(60, TimeUnit.SECONDS);
            }
        }
    }

    private void assertInUse(Embedded kind) {
        try (Storage second = kind.storage(directory)) {
            assertThatThrownBy(second::start)
                    .isInstanceOf(ChatAgentException.class)
                    .hasMessageContaining("Another chatagent uses the database")
                    .hasMessageContaining("CHATAGENT_HOME")
                    .hasMessageContaining("CHATAGENT_DATABASE_URL");
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_database_that_another_process_uses_is_refused_with_what_to_do(Embedded kind) throws Exception {
        Process other = holder(kind);
        try {
            assertThat(opened(other)).isTrue();
            assertInUse(kind);
        } finally {
            other.destroyForcibly().waitFor(60, TimeUnit.SECONDS);
        }
        try (Storage next = kind.storage(directory)) {
            next.start();
        }
    }

    private Process holder(Embedded kind) throws IOException {
        return new ProcessBuilder(ChildJvm.command(Holder.class, kind.name(), directory.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Whether it says that it has the database, before it ends. */
    private static boolean opened(Process holder) throws IOException {
        BufferedReader out = holder.inputReader(StandardCharsets.UTF_8);
        String line = out.readLine();
        while (line != null && !line.equals("open")) {
            line = out.readLine();
        }
        return line != null;
    }

    /** Holds the database until it is killed. */
    static final class Holder {
        public static void main(String[] args) throws IOException {
            try (Storage storage = Embedded.valueOf(args[0]).storage(Path.of(args[1]))) {
                storage.start();
                System.out.println("open");
                int unused = System.in.read();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void files_are_their_owners_alone_while_open_and_after(Embedded kind) throws IOException {
        try (Storage storage = kind.storage(directory)) {
            storage.start();
            assertPrivate();
        }
        assertPrivate();
    }

    private void assertPrivate() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> found = files.toList();
            assertThat(found).isNotEmpty();
            for (Path file : found) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .as(file.toString())
                        .isEqualTo("rw-------");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_database_of_a_newer_version_is_refused_and_left_alone(Embedded kind) throws Exception {
        try (Storage storage = kind.storage(directory)) {
            storage.start();
        }
        try (Connection connection = DriverManager.getConnection(kind.url(directory))) {
            connection.createStatement().execute("""
                            INSERT INTO "chatagent_schema_history" SELECT 99, '99', 'later', "type", 'V99__later.sql', 1,
                                "installed_by", "installed_on", 1, TRUE FROM "chatagent_schema_history" WHERE "version" = '1'
                            """);
        }
        try (Storage storage = kind.storage(directory)) {
            assertThatThrownBy(storage::start)
                    .isInstanceOf(ChatAgentException.class)
                    .hasMessageContaining("newer version")
                    .hasMessageContaining("schema 99");
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_file_that_is_no_database_is_refused_with_what_to_do(Embedded kind) throws IOException {
        byte[] rubbish = "this is not a database".repeat(1_000).getBytes(StandardCharsets.UTF_8);
        Files.write(kind.file(directory), rubbish);
        try (Storage storage = kind.storage(directory)) {
            assertThatThrownBy(storage::start)
                    .isInstanceOf(ChatAgentException.class)
                    .hasMessageContaining("cannot be opened")
                    .hasMessageContaining("backup");
        }
        assertThat(kind.file(directory)).hasBinaryContent(rubbish);
    }

    @Test
    void urls_of_local_files_are_recognised() {
        assertThat(H2Url.of("jdbc:h2:file:/a/b").file()).contains(Path.of("/a/b"));
        assertThat(H2Url.of("jdbc:h2:/a/b;CIPHER=AES").file()).contains(Path.of("/a/b"));
        assertThat(H2Url.of("jdbc:h2:/a/b;CIPHER=AES").url())
                .startsWith("jdbc:h2:chatagent:/a/b;")
                .endsWith(";CIPHER=AES");
        assertThat(H2Url.of("jdbc:h2:./b").file()).contains(Path.of("b").toAbsolutePath());
        assertThat(H2Url.of("jdbc:h2:~/b").file()).contains(Path.of(System.getProperty("user.home"), "b"));
        assertThat(H2Url.of("jdbc:h2:mem:x").file()).isEmpty();
        assertThat(H2Url.of("jdbc:h2:tcp://host/x").file()).isEmpty();
    }

    @Test
    void urls_of_sqlite_name_a_file() {
        assertThat(SqliteDialect.named("jdbc:sqlite:/a/b.db")).isEqualTo(Path.of("/a/b.db"));
        assertThat(SqliteDialect.named("jdbc:sqlite:file:/a/b.db")).isEqualTo(Path.of("/a/b.db"));
        assertThat(SqliteDialect.named("jdbc:sqlite:b.db"))
                .isEqualTo(Path.of("b.db").toAbsolutePath());
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdbc:sqlite:", "jdbc:sqlite::memory:", "jdbc:sqlite:/a.db?synchronous=OFF"})
    void urls_of_sqlite_that_name_no_file_or_say_how_to_write_it_are_refused(String url) {
        assertThatThrownBy(() -> JdbcStorage.at(url))
                .isInstanceOf(ChatAgentException.class)
                .hasMessageContaining("CHATAGENT_DATABASE_URL")
                .hasMessageContaining("jdbc:sqlite:");
    }
}
