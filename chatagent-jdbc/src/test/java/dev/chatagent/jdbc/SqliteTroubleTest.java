package dev.chatagent.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.event.Event;
import dev.chatagent.event.EventDraft;
import dev.chatagent.event.EventRepository;
import dev.chatagent.event.StreamId;
import dev.chatagent.id.ChatId;
import dev.chatagent.storage.Storage;
import dev.chatagent.storage.UnitOfWork;
import dev.chatagent.testkit.ChildJvm;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SQLite and what else happens to its file. */
class SqliteTroubleTest {
    private static final StreamId STREAM = StreamId.of(new ChatId(new UUID(0, 1)));

    @TempDir
    private Path directory;

    private Storage storage;

    @BeforeEach
    void open() {
        storage = Embedded.SQLITE.storage(directory);
        storage.start();
    }

    @AfterEach
    void close() {
        storage.close();
    }

    private void append(String text) {
        EventDraft draft = new EventDraft(STREAM, "test", Instant.EPOCH, text);
        storage.write(unit -> unit.get(EventRepository.class).append(List.of(draft)));
    }

    private List<String> stored() {
        List<Event> events =
                storage.read(unit -> unit.get(EventRepository.class).read(STREAM, 0, 99));
        return events.stream().map(Event::json).toList();
    }

    private Connection another() throws SQLException {
        return DriverManager.getConnection(Embedded.SQLITE.url(directory));
    }

    @Test
    void another_program_with_the_write_lock_makes_writes_unavailable_and_nothing_else() throws Exception {
        append("before");
        try (Connection other = another();
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            assertThatThrownBy(() -> append("meanwhile"))
                    .isInstanceOfSatisfying(
                            ChatAgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
            assertThat(stored()).containsExactly("before");
            statement.execute("ROLLBACK");
        }
        append("after");
        assertThat(stored()).containsExactly("before", "after");
    }

    @Test
    void another_program_reads_one_moment_while_writes_go_on() throws Exception {
        append("before");
        try (Connection other = another();
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN");
            assertThat(count(statement)).isEqualTo(1);
            append("after");
            assertThat(count(statement)).isEqualTo(1);
            statement.execute("COMMIT");
            assertThat(count(statement)).isEqualTo(2);
        }
    }

    private static int count(Statement statement) throws SQLException {
        return statement.executeQuery("SELECT COUNT(*) FROM event").getInt(1);
    }

    @Test
    void without_its_driver_the_start_says_what_to_add() throws Exception {
        String path = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> !entry.contains("sqlite-jdbc"))
                .collect(Collectors.joining(File.pathSeparator));
        Process process = new ProcessBuilder(ChildJvm.command(
                        path, Driverless.class.getName(), Embedded.SQLITE.url(directory.resolve("other"))))
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(said).contains("UNAVAILABLE").contains("org.xerial:sqlite-jdbc");
    }

    /** Starts a storage, and says what came of it. */
    static final class Driverless {
        public static void main(String[] args) {
            try (Storage storage = JdbcStorage.at(args[0])) {
                storage.start();
            } catch (ChatAgentException e) {
                System.out.println(e.code() + " " + e.getMessage());
            }
        }
    }

    @Test
    void what_no_other_row_may_have_is_a_conflict() {
        assertThatThrownBy(() -> storage.write(unit -> {
                    for (int i = 0; i < 2; i++) {
                        JdbcUnit.handle(unit).execute("INSERT INTO event_stream (name, last_seq) VALUES ('x', 0)");
                    }
                    return true;
                }))
                .isInstanceOfSatisfying(
                        ChatAgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
    }

    @Test
    void every_connection_forces_its_commits_to_the_disk_and_keeps_to_foreign_keys() {
        List<String> reading = storage.read(SqliteTroubleTest::settings);
        List<String> writing = storage.write(SqliteTroubleTest::settings);
        assertThat(reading).isEqualTo(writing).containsExactly("wal", "2", "1"); // 2 is FULL
    }

    private static List<String> settings(UnitOfWork unit) {
        return List.of("journal_mode", "synchronous", "foreign_keys").stream()
                .map(name -> JdbcUnit.handle(unit)
                        .createQuery("PRAGMA " + name)
                        .mapTo(String.class)
                        .one())
                .toList();
    }
}
