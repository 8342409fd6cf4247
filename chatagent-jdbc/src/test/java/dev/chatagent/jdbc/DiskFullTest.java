package dev.chatagent.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.error.ErrorCode;
import dev.chatagent.event.EventRepository;
import dev.chatagent.event.StreamId;
import dev.chatagent.health.ComponentHealth.Status;
import dev.chatagent.id.ChatId;
import dev.chatagent.storage.Storage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A disk that is full while many write, and has room again. */
@Tag("proof")
@Timeout(600)
class DiskFullTest {
    private static final int CALLERS = 8;
    /** Who was refused leaves the processor to those that make room. */
    private static final long PAUSE_NANOS = 5_000_000;

    private enum Kind {
        H2(64) {
            @Override
            Storage storage(Path disk) {
                return Embedded.H2.storage(disk);
            }
        },
        SQLITE(64) {
            @Override
            Storage storage(Path disk) {
                return Embedded.SQLITE.storage(disk);
            }
        },
        POSTGRES(160) {
            @Override
            Storage storage(Path disk) {
                Postgres.assumeInstalled();
                return new ManagedStorage(disk.resolve("home/postgres"), JdbcStorage::at);
            }
        };

        private final int megabytes;

        Kind(int megabytes) {
            this.megabytes = megabytes;
        }

        abstract Storage storage(Path disk);
    }

    @ParameterizedTest
    @EnumSource
    void nothing_is_lost_and_with_room_it_goes_on(Kind kind) throws Exception {
        try (SmallDisk disk = SmallDisk.mount(kind.megabytes)) {
            WriteLoad load;
            try (Storage storage = kind.storage(disk.path())) {
                storage.start();
                load = new WriteLoad(storage, CALLERS, () -> LockSupport.parkNanos(PAUSE_NANOS));
                try (load) {
                    load.awaitAcknowledged(200);
                    disk.fill();
                    load.awaitRefused(20 * CALLERS);
                    load.await("health says it", () -> storage.check().status() == Status.DOWN);
                    assertThat(load.refused()).containsKey(ErrorCode.STORAGE_FULL);
                    if (kind != Kind.POSTGRES) {
                        assertThat(load.refused()).containsOnlyKeys(ErrorCode.STORAGE_FULL);
                        assertThat(storage.check().detail()).contains("full");
                        assertReadable(storage);
                    }
                    if (kind == Kind.POSTGRES) {
                        crash(disk.path());
                        load.awaitRefused(CALLERS);
                    }
                    disk.makeRoom();
                    load.awaitAcknowledged(200);
                }
                awaitUp(storage);
                load.assertKept(storage);
            }
            try (Storage reopened = kind.storage(disk.path())) {
                reopened.start();
                load.assertKept(reopened);
            }
            System.out.printf(
                    "DiskFullTest: %s, %d acknowledged, 0 lost, 0 doubled, refused %s, longest call %d ms%n",
                    kind, load.acknowledged(), load.refused(), load.longest().toMillis());
            assertThat(load.longest()).isLessThan(Duration.ofSeconds(90));
        }
    }

    private static void awaitUp(Storage storage) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (storage.check().status() != Status.UP) {
            assertThat(System.nanoTime()).as("%s", storage.check().detail()).isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    /** A server that needs a new file for its log and finds no room ends; it cannot even be started then. */
    private static void crash(Path disk) throws Exception {
        Path home = disk.resolve("home/postgres");
        ProcessHandle server = Postgres.server(home);
        String port = Files.readAllLines(home.resolve("data/postmaster.pid")).get(3); // as PostgreSQL documents it
        String password = Files.readString(home.resolve("password")).strip();
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
        while (server.isAlive() && System.nanoTime() - end < 0) {
            try (Connection connection = DriverManager.getConnection(
                            "jdbc:postgresql://127.0.0.1:" + port + "/postgres", "postgres", password);
                    Statement statement = connection.createStatement()) {
                statement.execute("SELECT pg_switch_wal()");
                statement.execute("SELECT pg_logical_emit_message(false, 'test', repeat('x', 1000000))");
            } catch (SQLException e) { // as it should
                TimeUnit.MILLISECONDS.sleep(20); // it may be recovering, and try once more
            }
        }
        server.onExit().get(60, TimeUnit.SECONDS);
    }

    private static void assertReadable(Storage storage) {
        StreamId none = StreamId.of(new ChatId(UUID.randomUUID()));
        assertThat((long) storage.read(unit -> unit.get(EventRepository.class).lastSeq(none)))
                .isZero();
    }
}
