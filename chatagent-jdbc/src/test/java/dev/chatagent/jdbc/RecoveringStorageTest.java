package dev.chatagent.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatagent.account.UserRepository;
import dev.chatagent.backup.BackupDirectory;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.id.UserId;
import dev.chatagent.storage.Passphrase;
import dev.chatagent.storage.Progress;
import dev.chatagent.storage.Storage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a start does with a database that is damaged, and with one that only looks so. */
class RecoveringStorageTest {
    private static final String BACKUP = "backups/chatagent-20260101T000000000Z.backup";

    /** Where the database and its backup were made that each case gets a copy of. */
    @TempDir
    private static Path made;

    private static UserId saved;
    private static UserId later;

    @TempDir
    private Path directory;

    private Path database;
    private Path file;
    private Path backups;

    @BeforeAll
    static void make() throws Exception {
        Path archive = Files.createDirectory(made.resolve("backups"));
        try (Storage storage = storage(made.resolve("data/database"), archive, true, Optional.empty())) {
            storage.start();
            saved = FilledStorage.fill(storage, 400);
            backUp(storage, made.resolve(BACKUP), Optional.empty());
            later = FilledStorage.fill(storage, 1);
        }
    }

    @BeforeEach
    void prepare() throws Exception {
        database = directory.resolve("data/database");
        file = directory.resolve("data/database.mv.db");
        backups = directory.resolve("backups");
        try (Stream<Path> all = Files.walk(made)) {
            for (Path each : all.filter(path -> !path.equals(made)).toList()) {
                Files.copy(each, directory.resolve(made.relativize(each)));
            }
        }
    }

    private static void backUp(Storage storage, Path to, Optional<Passphrase> passphrase) {
        storage.archive().orElseThrow().write(to, FilledStorage.T, passphrase, Progress.NONE);
    }

    private Storage storage(boolean allowed, Optional<Passphrase> passphrase) {
        return storage(database, backups, allowed, passphrase);
    }

    private static Storage storage(Path database, Path backups, boolean allowed, Optional<Passphrase> passphrase) {
        return RecoveringStorage.of(
                JdbcStorage.h2(database), new Recovery(allowed, new BackupDirectory(backups), passphrase));
    }

    private static boolean has(Storage storage, UserId user) {
        return storage.read(unit -> unit.get(UserRepository.class).find(user).isPresent());
    }

    private List<Path> aside(String kind) throws Exception {
        try (Stream<Path> files = Files.list(directory.resolve("data"))) {
            return files.filter(path -> String.valueOf(path.getFileName()).startsWith(kind + "-"))
                    .toList();
        }
    }

    private void requireRestored(byte[] damaged) throws Exception {
        try (Storage storage = storage(true, Optional.empty())) {
            storage.start();
            assertThat(has(storage, saved)).isTrue();
            assertThat(has(storage, later)).as("made after the backup").isFalse();
            FilledStorage.fill(storage, 1);
        }
        assertThat(aside("damaged")).hasSize(damaged.length == 0 && !Files.exists(file) ? 0 : 1);
    }

    @Test
    void garbage_is_moved_aside_and_the_backup_restored() throws Exception {
        byte[] garbage = new byte[100_000];
        new Random(1).nextBytes(garbage);
        Files.write(file, garbage);
        requireRestored(garbage);
        assertThat(Files.size(aside("damaged").get(0).resolve("database.mv.db")))
                .isGreaterThanOrEqualTo(100_000);
    }

    @Test
    void empty_file_is_no_fresh_start() throws Exception {
        Files.write(file, new byte[0]);
        try (Storage storage = storage(true, Optional.empty())) {
            storage.start();
            assertThat(has(storage, saved)).isTrue();
        }
    }

    @Test
    void file_that_is_gone_is_no_fresh_start() throws Exception {
        Files.delete(file);
        try (Storage storage = storage(true, Optional.empty())) {
            storage.start();
            assertThat(has(storage, saved)).isTrue();
        }
    }

    @Test
    void file_that_is_cut_off_is_recovered_wherever_it_ends() throws Exception {
        byte[] whole = Files.readAllBytes(file);
        for (int percent : new int[] {1, 10, 30, 50, 70, 90, 99}) {
            Files.write(file, Arrays.copyOf(whole, (int) ((long) whole.length * percent / 100)));
            int before = aside("damaged").size();
            try (Storage storage = storage(true, Optional.empty())) {
                storage.start();
                assertThat(has(storage, saved)).as("cut at %d %%", percent).isTrue();
                assertThat(aside("damaged").size() > before || has(storage, later))
                        .as("cut at %d %%: nothing is lost in silence", percent)
                        .isTrue();
            }
        }
    }

    @Test
    void flipped_bytes_end_in_a_good_database_or_the_backup() throws Exception {
        flip(5);
    }

    @Test
    @Tag("long")
    void flipped_bytes_end_in_a_good_database_or_the_backup_each_of_many_times() throws Exception {
        flip(12);
    }

    private void flip(int rounds) throws Exception {
        byte[] whole = Files.readAllBytes(file);
        Random random = new Random(5);
        for (int round = 0; round < rounds; round++) {
            byte[] copy = whole.clone();
            for (int i = 0; i < 2_000; i++) {
                copy[random.nextInt(copy.length)] ^= (byte) (1 + random.nextInt(255));
            }
            Files.write(file, copy);
            try (Storage storage = storage(true, Optional.empty())) {
                storage.start();
                assertThat(has(storage, saved)).as("round %d", round).isTrue();
            }
        }
        assertThat(aside("damaged")).as("so many flips are noticed").hasSizeGreaterThan(rounds / 2);
    }

    @Test
    void where_it_is_not_allowed_the_start_is_refused_with_what_to_do() throws Exception {
        byte[] garbage = "no database at all".repeat(1_000).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        Files.write(file, garbage);
        assertThatThrownBy(() -> storage(false, Optional.empty()).start())
                .isInstanceOf(ChatAgentException.class)
                .hasMessageContaining("is damaged")
                .hasMessageContaining("CHATAGENT_RECOVER=on")
                .hasMessageContaining("restore FILE --replace")
                .hasMessageContaining("2026-01-01T00:00:00Z");
        assertThat(Files.readAllBytes(file)).as("left as it was").isEqualTo(garbage);
        assertThat(aside("damaged")).isEmpty();
    }

    @Test
    void without_a_backup_nothing_is_moved_and_nothing_starts_empty() throws Exception {
        Files.delete(backups.resolve("chatagent-20260101T000000000Z.backup"));
        byte[] garbage = new byte[50_000];
        Arrays.fill(garbage, (byte) 7);
        for (byte[] content : List.of(garbage, new byte[0])) {
            Files.write(file, content);
            assertThatThrownBy(() -> storage(true, Optional.empty()).start())
                    .isInstanceOf(ChatAgentException.class)
                    .hasMessageContaining("no backup");
            assertThat(Files.readAllBytes(file)).isEqualTo(content);
        }
    }

    @Test
    void broken_and_locked_backups_are_passed_over_for_an_older_one() throws Exception {
        try (Storage storage = storage(true, Optional.empty())) {
            storage.start();
            backUp(
                    storage,
                    backups.resolve("chatagent-20260102T000000000Z.backup"),
                    Optional.of(new Passphrase("four words that differ")));
        }
        Files.write(backups.resolve("chatagent-20260103T000000000Z.backup"), new byte[5_000]);
        Files.write(file, new byte[9_000]);
        requireRestored(new byte[9_000]);
        Files.write(file, new byte[9_000]);
        try (Storage storage = storage(true, Optional.of(new Passphrase("four words that differ")))) {
            storage.start();
            assertThat(has(storage, later)).as("the encrypted one is newer").isTrue();
        }
    }

    @Test
    void database_that_is_in_use_is_not_damaged() throws Exception {
        try (Storage running = storage(true, Optional.empty())) {
            running.start();
            assertThatThrownBy(() -> storage(true, Optional.empty()).start())
                    .hasMessageContaining("Another chatagent uses the database");
            assertThat(has(running, later)).isTrue();
        }
        assertThat(aside("damaged")).isEmpty();
    }

    @Test
    void database_of_another_password_is_not_damaged() throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:h2:" + database, "", "");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE USER other PASSWORD 'sesame' ADMIN");
            statement.execute("ALTER USER \"\" SET PASSWORD 'changed'");
        }
        requireLeftAlone();
    }

    @Test
    void database_of_a_newer_version_is_not_damaged() throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:h2:" + database, "", "");
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO \"chatagent_schema_history\" SELECT 99, '99', \"description\", \"type\","
                    + " \"script\", \"checksum\", \"installed_by\", \"installed_on\", \"execution_time\", \"success\""
                    + " FROM \"chatagent_schema_history\" WHERE \"version\" = '1'");
        }
        requireLeftAlone();
    }

    private void requireLeftAlone() throws Exception {
        assertThatThrownBy(() -> storage(true, Optional.empty()).start()).isInstanceOf(ChatAgentException.class);
        assertThat(aside("damaged")).isEmpty();
        assertThat(Files.size(file)).isPositive();
    }

    @Test
    void failures_that_are_about_the_file_and_those_that_are_not_are_told_apart() {
        StackOverflowError overflow = new StackOverflowError();
        overflow.setStackTrace(
                new StackTraceElement[] {new StackTraceElement("org.h2.mvstore.Page", "read", "Page.java", 1)});
        assertThat(Damage.of(new IllegalStateException("start", new java.sql.SQLException("GeneralError", overflow))))
                .contains("StackOverflowError");
        assertThat(Damage.of(new IllegalStateException("ours"))).isEmpty();
        assertThat(Damage.of(new java.io.UncheckedIOException(new java.io.IOException("No space left on device"))))
                .isEmpty();
        assertThat(Damage.of(org.h2.message.DbException.get(org.h2.api.ErrorCode.WRONG_USER_OR_PASSWORD)))
                .isEmpty();
        assertThat(Damage.of(org.h2.message.DbException.get(org.h2.api.ErrorCode.IO_EXCEPTION_1, "disk full")))
                .isEmpty();
    }
}
