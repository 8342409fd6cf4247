package dev.chatagent.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatagent.storage.Storage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlowStatementsTest {
    private static final Duration LONG = Duration.ofMillis(250);
    private static final String SECRET = "sesame";

    @TempDir
    Path directory;

    /** Takes 300 ms wherever it is run, with a value that must not be told. */
    private record Waiting(String named, String positional) {}

    private static final Waiting H2 =
            new Waiting("SELECT :secret WHERE PAUSE(300) IS NULL", "SELECT ? WHERE PAUSE(300) IS NULL");

    private static final Waiting POSTGRES =
            new Waiting("SELECT :secret FROM pg_sleep(0.3)", "SELECT CAST(? AS TEXT) FROM pg_sleep(0.3)");

    private static JdbcStorage slow(JdbcStorage storage) {
        return storage.slowAfter(LONG);
    }

    private static void assertLoggedWithoutValues(Storage storage, String kind, Waiting waiting) {
        try (LogLines log = LogLines.of(SlowStatements.class)) {
            storage.read(unit -> JdbcUnit.handle(unit)
                    .createQuery(waiting.named())
                    .bind("secret", SECRET)
                    .mapTo(String.class)
                    .list());
            assertLogged(log.lines().get(0), kind, waiting.named());
            storage.read(
                    unit -> Plain.list(JdbcUnit.handle(unit), waiting.positional(), row -> row.getString(1), SECRET));
            assertLogged(log.lines().get(1), kind, waiting.positional());
            storage.write(unit -> JdbcUnit.handle(unit)
                    .createQuery("SELECT :secret AS quick")
                    .bind("secret", SECRET)
                    .mapTo(String.class)
                    .list());
            assertThat(log.lines()).hasSize(2).allSatisfy(line -> assertThat(line)
                    .doesNotContain(SECRET));
        }
    }

    private static void assertLogged(String line, String kind, String sql) {
        assertThat(line)
                .startsWith("WARN")
                .contains("on " + kind, sql)
                .containsPattern("[3-9][0-9]{2,} ms|[0-9]{4,} ms");
    }

    @Test
    void a_slow_statement_in_H2_is_logged_without_its_values() {
        try (Storage storage = slow(JdbcStorage.h2(directory.resolve("database")))) {
            storage.start();
            storage.write(
                    unit -> JdbcUnit.handle(unit).execute("CREATE ALIAS PAUSE FOR \"java.lang.Thread.sleep(long)\""));
            assertLoggedWithoutValues(storage, "H2", H2);
        }
    }

    @Test
    void a_slow_statement_in_PostgreSQL_is_logged_without_its_values() {
        try (Storage storage = slow(JdbcStorage.at(PostgresFixture.get().newDatabase()))) {
            storage.start();
            assertLoggedWithoutValues(storage, "PostgreSQL", POSTGRES);
        }
    }

    @Test
    void a_statement_that_fails_after_long_is_logged_without_its_values() {
        try (JdbcStorage storage = slow(JdbcStorage.at(PostgresFixture.get().newDatabase()));
                LogLines log = LogLines.of(SlowStatements.class)) {
            storage.start();
            String sql = "SELECT CAST(:secret || CAST(pg_sleep(0.3) AS TEXT) AS INT)";
            assertThatThrownBy(() -> storage.read(unit -> JdbcUnit.handle(unit)
                            .createQuery(sql)
                            .bind("secret", SECRET)
                            .mapTo(Integer.class)
                            .list()))
                    .isInstanceOf(JdbiException.class);
            assertThat(log.lines())
                    .isNotEmpty()
                    .allSatisfy(line -> assertThat(line).contains(sql).doesNotContain(SECRET));
        }
    }

    @Test
    void a_commit_that_takes_long_is_logged_with_the_number_of_its_units() {
        try (Storage storage = JdbcStorage.h2(directory.resolve("database")).slowAfter(Duration.ofNanos(1));
                LogLines log = LogLines.of(SlowStatements.class)) {
            storage.start();
            storage.write(unit -> 1);
            assertThat(log.lines()).anyMatch(line -> line.contains("the commit of 1 unit"));
        }
    }

    @Test
    void no_more_than_ten_lines_a_minute_are_written_and_the_rest_is_counted() {
        AtomicLong clock = new AtomicLong();
        SlowStatements slow = new SlowStatements("X", LONG, clock::get);
        try (LogLines log = LogLines.of(SlowStatements.class)) {
            for (int i = 0; i < 1_000; i++) {
                slow.ran("SELECT 1", LONG.toNanos());
            }
            assertThat(log.lines()).hasSize(10);
            clock.addAndGet(TimeUnit.MINUTES.toNanos(1));
            slow.ran("SELECT\n    2", LONG.toNanos());
            assertThat(log.lines()).hasSize(11);
            assertThat(log.lines().get(10)).contains("SELECT 2", "990 more");
            assertThat(slow.count()).isEqualTo(1_001);
        }
    }

    @Test
    void nothing_is_slow_where_none_is_asked_for() {
        SlowStatements slow = new SlowStatements("X", Duration.ZERO, System::nanoTime);
        try (LogLines log = LogLines.of(SlowStatements.class)) {
            slow.ran("SELECT 1", TimeUnit.HOURS.toNanos(1));
            assertThat(log.lines()).isEmpty();
        }
    }
}
