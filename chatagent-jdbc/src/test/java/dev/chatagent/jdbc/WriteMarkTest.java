package dev.chatagent.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.event.EventDraft;
import dev.chatagent.event.EventRepository;
import dev.chatagent.event.StreamId;
import dev.chatagent.id.ChatId;
import dev.chatagent.storage.Storage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The rows that say what came of a commit: they are right, and those of storages that are gone go. */
@Timeout(120)
class WriteMarkTest {
    private static final StreamId STREAM = StreamId.of(new ChatId(new UUID(0, 1)));

    @TempDir
    private Path directory;

    private enum Kind {
        H2("CURRENT_TIMESTAMP - INTERVAL '%s' HOUR"),
        SQLITE("datetime('now', '-%s hours')"),
        POSTGRES("now() - INTERVAL '%s hours'");

        private final String hoursAgo;

        Kind(String hoursAgo) {
            this.hoursAgo = hoursAgo;
        }

        JdbcStorage storage(Path directory) {
            return switch (this) {
                case H2 -> JdbcStorage.h2(directory.resolve("database"));
                case SQLITE -> JdbcStorage.at("jdbc:sqlite:" + directory.resolve("database.db"));
                case POSTGRES -> JdbcStorage.at(PostgresFixture.get().emptyDatabase("marks"));
            };
        }
    }

    private static void append(Storage storage) {
        EventDraft draft = new EventDraft(STREAM, "test", Instant.EPOCH, "x");
        storage.write(unit -> unit.get(EventRepository.class).append(List.of(draft)));
    }

    private static int marks(Storage storage) {
        return storage.read(unit -> JdbcUnit.handle(unit)
                .createQuery("SELECT COUNT(*) FROM write_mark")
                .mapTo(Integer.class)
                .one());
    }

    private static void age(Kind kind, Storage storage, int hours) {
        storage.write(unit ->
                JdbcUnit.handle(unit).execute("UPDATE write_mark SET written_at = " + kind.hoursAgo.formatted(hours)));
    }

    @ParameterizedTest
    @EnumSource
    void marks_of_storages_that_are_gone_are_deleted_after_a_day(Kind kind) {
        try (Storage first = kind.storage(directory)) {
            first.start();
            append(first);
            age(kind, first, 23);
        }
        try (Storage second =
                Kind.POSTGRES == kind ? JdbcStorage.at(PostgresFixture.get().url("marks")) : kind.storage(directory)) {
            second.start();
            append(second);
            assertThat(marks(second)).as("one that may still be asked for").isEqualTo(2);
            age(kind, second, 25);
            second.tidy();
            assertThat(marks(second))
                    .as("the own one, which is put with each transaction")
                    .isEqualTo(1);
            append(second);
            assertThat(marks(second)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void start_deletes_old_marks(Kind kind) {
        try (Storage first = kind.storage(directory)) {
            first.start();
            append(first);
            age(kind, first, 25);
        }
        try (Storage second =
                Kind.POSTGRES == kind ? JdbcStorage.at(PostgresFixture.get().url("marks")) : kind.storage(directory)) {
            second.start();
            assertThat(marks(second)).isEqualTo(1);
        }
    }

    @Test
    void commit_that_a_server_is_still_busy_with_is_waited_for_and_seen() throws Exception {
        PostgresFixture server = PostgresFixture.get();
        String url = server.newDatabase();
        PostgresDialect dialect = new PostgresDialect(PostgresUrl.of(url));
        ExecutorService thread = Executors.newSingleThreadExecutor();
        dialect.prepare();
        try (Database database = Database.open(dialect, new Meter(dialect, Duration.ZERO))) {
            Jdbi jdbi = database.jdbi();
            for (boolean stored : new boolean[] {true, false}) {
                Future<Optional<Boolean>> answer;
                try (Handle busy = jdbi.open()) {
                    Dialect.Written written = dialect.begin(busy);
                    answer = thread.submit(() -> written.applied(jdbi));
                    awaitWaiting(server, url);
                    if (stored) {
                        busy.commit();
                    } else {
                        busy.rollback();
                    }
                }
                assertThat(answer.get(60, TimeUnit.SECONDS)).contains(stored);
            }
        } finally {
            thread.shutdownNow();
        }
    }

    private static void awaitWaiting(PostgresFixture server, String url) throws Exception {
        String name = url.substring(url.lastIndexOf('/') + 1);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        String waiting = "SELECT 1 FROM pg_locks l JOIN pg_database d ON d.oid = l.database WHERE NOT granted"
                + " AND locktype = 'advisory' AND datname = '" + name + "'";
        try (var connection = server.connect(name);
                var statement = connection.createStatement()) {
            while (!statement.executeQuery(waiting).next()) {
                assertThat(System.nanoTime()).as("somebody waits").isLessThan(end);
            }
        }
    }
}
