package dev.chatagent.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatagent.account.UserRepository;
import dev.chatagent.backup.BackupDirectory;
import dev.chatagent.id.UserId;
import dev.chatagent.storage.Progress;
import dev.chatagent.storage.Storage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a start does with a damaged file of SQLite. */
class SqliteRecoveryTest {
    @TempDir
    private Path directory;

    private Path file;
    private Path backups;
    private UserId saved = new UserId(new UUID(0, 0));

    @BeforeEach
    void prepare() throws Exception {
        file = directory.resolve("data/database.db");
        backups = Files.createDirectory(directory.resolve("backups"));
        try (Storage storage = storage(true)) {
            storage.start();
            saved = FilledStorage.fill(storage, 200);
            storage.archive()
                    .orElseThrow()
                    .write(
                            backups.resolve("chatagent-20260101T000000000Z.backup"),
                            FilledStorage.T,
                            Optional.empty(),
                            Progress.NONE);
        }
    }

    private Storage storage(boolean allowed) {
        return RecoveringStorage.of(
                JdbcStorage.at("jdbc:sqlite:" + file),
                new Recovery(allowed, new BackupDirectory(backups), Optional.empty()));
    }

    private long aside() throws Exception {
        try (Stream<Path> files = Files.list(directory.resolve("data"))) {
            return files.filter(path -> String.valueOf(path.getFileName()).startsWith("damaged-"))
                    .count();
        }
    }

    @Test
    void damaged_files_are_moved_aside_and_the_backup_restored() throws Exception {
        byte[] whole = Files.readAllBytes(file);
        byte[] garbage = new byte[whole.length];
        new Random(1).nextBytes(garbage);
        byte[] flipped = whole.clone();
        for (int i = 4_096; i < flipped.length; i += 512) { // in every page but the first
            Arrays.fill(flipped, i, Math.min(flipped.length, i + 64), (byte) 0xEE);
        }
        int round = 0;
        for (byte[] content : List.of(garbage, flipped, Arrays.copyOf(whole, whole.length / 2), new byte[0])) {
            Files.write(file, content);
            assertThatThrownBy(() -> storage(false).start())
                    .hasMessageContaining("is damaged")
                    .hasMessageContaining("CHATAGENT_RECOVER=on");
            try (Storage storage = storage(true)) {
                storage.start();
                boolean there = storage.read(
                        unit -> unit.get(UserRepository.class).find(saved).isPresent());
                assertThat(there).as("round %d", round).isTrue();
            }
            round++;
            assertThat(aside()).isEqualTo(round);
        }
    }

    @Test
    void whole_file_and_one_in_use_are_left_alone() throws Exception {
        try (Storage running = storage(true)) {
            running.start();
            assertThatThrownBy(() -> storage(true).start()).hasMessageContaining("Another chatagent uses the database");
        }
        assertThat(aside()).isZero();
    }
}
