package dev.chatagent.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatagent.audit.Alert;
import dev.chatagent.audit.Audit;
import dev.chatagent.auth.Permission;
import dev.chatagent.auth.Principal;
import dev.chatagent.auth.SecretBox;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.id.LoginId;
import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;
import dev.chatagent.storage.Archive;
import dev.chatagent.storage.ArchiveSummary;
import dev.chatagent.storage.Passphrase;
import dev.chatagent.storage.Progress;
import dev.chatagent.storage.memory.InMemoryStorage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When backups are made, how many are kept and what is told, whatever is in them. */
class BackupsTest {
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

    @TempDir
    private Path home;

    private Instant now = START;
    private final List<Alert> alerts = new CopyOnWriteArrayList<>();
    private final SmallArchive archive = new SmallArchive();

    /** Writes one byte, or fails, as told. */
    private static final class SmallArchive implements Archive {
        private volatile boolean broken;
        private volatile CountDownLatch begun = new CountDownLatch(0);
        private volatile CountDownLatch mayEnd = new CountDownLatch(0);

        @Override
        public ArchiveSummary write(Path file, Instant time, Optional<Passphrase> passphrase, Progress progress) {
            begun.countDown();
            try {
                mayEnd.await();
                progress.at("writing", 1);
                if (broken) {
                    throw new ChatAgentException(ErrorCode.UNAVAILABLE, "The disk is on fire.");
                }
                Files.write(file, new byte[1]);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return new ArchiveSummary(time, 1, false, Map.of());
        }

        @Override
        public ArchiveSummary verify(Path file, Optional<Passphrase> passphrase, Progress progress) {
            return new ArchiveSummary(START, 1, false, Map.of());
        }

        @Override
        public ArchiveSummary restore(Path file, Optional<Passphrase> passphrase, boolean replace, Progress progress) {
            return verify(file, passphrase, progress);
        }

        @Override
        public ArchiveSummary export(Path file, Optional<Passphrase> passphrase, OutputStream out, Progress progress) {
            return verify(file, passphrase, progress);
        }
    }

    private final Clock clock = new Clock() {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    };

    private Path directory() {
        return home.resolve("backups");
    }

    private Backups backups(Optional<Archive> source, Duration interval, int keep) {
        Audit audit =
                new Audit(InMemoryStorage.create(), new SecretBox(new byte[32]), alerts::add, clock, Runnable::run);
        return new Backups(
                source,
                new BackupDirectory(directory()),
                new Backups.Plan(interval, keep, Optional.empty()),
                audit,
                alerts::add,
                clock,
                Runnable::run);
    }

    private Backups daily() {
        return backups(Optional.of(archive), Duration.ofDays(1), 3);
    }

    private static Principal caller(Permission... permissions) {
        return new Principal(
                new UserId(UUID.randomUUID()),
                TenantId.DEFAULT,
                new LoginId(UUID.randomUUID()),
                Set.of(permissions),
                Instant.MAX);
    }

    @Test
    void first_one_is_made_soon_after_the_start_and_the_next_an_interval_later() {
        Backups backups = daily();
        backups.makeIfDue();
        assertThat(backups.list()).isEmpty();
        now = START.plus(Duration.ofMinutes(5));
        backups.makeIfDue();
        backups.makeIfDue();
        assertThat(backups.list()).extracting(Backup::created).containsExactly(now);
        now = now.plus(Duration.ofDays(1));
        Backups afterRestart = daily();
        afterRestart.makeIfDue();
        assertThat(afterRestart.list()).hasSize(2);
    }

    @Test
    void newest_ones_are_kept_and_other_files_left_alone() throws Exception {
        Backups backups = daily();
        backups.make(Progress.NONE);
        Path other = Files.writeString(directory().resolve("notes.txt"), "mine");
        for (int i = 0; i < 5; i++) {
            now = now.plus(Duration.ofHours(1));
            backups.make(Progress.NONE);
        }
        assertThat(backups.list())
                .extracting(Backup::created)
                .containsExactly(now, now.minus(Duration.ofHours(1)), now.minus(Duration.ofHours(2)));
        assertThat(other).exists();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory())))
                .isEqualTo("rwx------");
    }

    @Test
    void what_an_ended_process_left_is_removed_and_is_no_backup() throws Exception {
        Backups backups = daily();
        backups.make(Progress.NONE);
        Path partial = Files.writeString(directory().resolve("chatagent-20260101T000000000Z.backup.partial"), "x");
        Path scratch = Files.createDirectory(directory().resolve("chatagent-20260101T000000000Z.backup.scratch42"));
        Files.writeString(scratch.resolve("proof.mv.db"), "x");
        assertThat(backups.list()).hasSize(1);
        now = now.plusSeconds(1);
        backups.make(Progress.NONE);
        assertThat(partial).doesNotExist();
        assertThat(scratch).doesNotExist();
    }

    @Test
    void failure_is_alerted_shown_and_tried_again_an_hour_later() {
        Backups backups = daily();
        archive.broken = true;
        now = now.plus(Duration.ofMinutes(6));
        backups.makeIfDue();
        backups.makeIfDue();
        assertThat(alerts).singleElement().satisfies(alert -> {
            assertThat(alert.kind()).isEqualTo(Alert.Kind.BACKUP_FAILED);
            assertThat(alert.message()).contains("The disk is on fire.");
        });
        Backups.Status status = backups.status(caller(Permission.BACKUPS_ADMIN));
        assertThat(status.lastFailure()).isEqualTo(new Backups.Failure(now, "The disk is on fire."));
        assertThat(status.running()).isFalse();
        archive.broken = false;
        now = now.plus(Duration.ofHours(1));
        backups.makeIfDue();
        assertThat(backups.status(caller(Permission.BACKUPS_ADMIN)).lastFailure())
                .isNull();
        assertThat(backups.list()).hasSize(1);
    }

    @Test
    void directory_that_cannot_be_used_is_a_failure_too() throws Exception {
        Files.writeString(directory(), "a file");
        assertThatThrownBy(() -> daily().make(Progress.NONE))
                .isInstanceOf(ChatAgentException.class)
                .hasMessageContaining("CHATAGENT_BACKUP_DIRECTORY");
        assertThat(alerts).hasSize(1);
    }

    @Test
    void interval_of_zero_makes_none_by_itself() {
        Backups backups = backups(Optional.of(archive), Duration.ZERO, 3);
        now = now.plus(Duration.ofDays(9));
        backups.makeIfDue();
        assertThat(backups.list()).isEmpty();
        backups.begin(caller(Permission.BACKUPS_ADMIN));
        assertThat(backups.list()).hasSize(1);
    }

    @Test
    void second_one_is_refused_while_one_is_made_and_closing_ends_it() throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (Backups backups = daily()) {
            archive.begun = new CountDownLatch(1);
            archive.mayEnd = new CountDownLatch(1);
            Future<Backup> first = thread.submit(() -> backups.make(Progress.NONE));
            assertThat(archive.begun.await(2, TimeUnit.MINUTES)).isTrue();
            Principal admin = caller(Permission.BACKUPS_ADMIN);
            assertThat(backups.status(admin).running()).isTrue();
            assertThatThrownBy(() -> backups.begin(admin)).hasMessageContaining("being made already");
            assertThatThrownBy(() -> daily().make(Progress.NONE))
                    .as("another runtime on the same directory")
                    .hasMessageContaining("being made already");
            CompletableFuture<Void> closing = CompletableFuture.runAsync(backups::close);
            while (!backups.closing()) {
                Thread.onSpinWait();
            }
            archive.mayEnd.countDown();
            closing.get(2, TimeUnit.MINUTES);
            assertThatThrownBy(() -> first.get(2, TimeUnit.MINUTES)).hasCauseInstanceOf(CancellationException.class);
            assertThat(alerts).as("neither is a failure").isEmpty();
            assertThat(backups.list()).isEmpty();
        } finally {
            thread.shutdownNow();
        }
    }

    @Test
    void permission_is_needed_for_looking_and_for_making() {
        Principal user = caller(Permission.CHAT, Permission.USERS_ADMIN);
        assertThatThrownBy(() -> daily().status(user))
                .isInstanceOfSatisfying(
                        ChatAgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FORBIDDEN));
        assertThatThrownBy(() -> daily().begin(user))
                .isInstanceOfSatisfying(
                        ChatAgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FORBIDDEN));
    }

    @Test
    void storage_that_keeps_nothing_has_nothing_to_back_up() {
        Backups backups = backups(InMemoryStorage.create().archive(), Duration.ofDays(1), 3);
        now = now.plus(Duration.ofDays(2));
        backups.makeIfDue();
        assertThat(backups.list()).isEmpty();
        assertThat(directory()).doesNotExist();
        assertThatThrownBy(() -> backups.begin(caller(Permission.BACKUPS_ADMIN)))
                .hasMessageContaining("nothing to back up");
    }
}
