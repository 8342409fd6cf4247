package dev.chatagent.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.event.EventDraft;
import dev.chatagent.event.EventRepository;
import dev.chatagent.event.StreamId;
import dev.chatagent.health.ComponentHealth;
import dev.chatagent.id.ChatId;
import dev.chatagent.storage.Storage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is told about a write is true, whatever happens to the disk, the threads and the connections. */
@Timeout(120)
class DurabilityTest {
    private static final StreamId STREAM = StreamId.of(new ChatId(UUID.randomUUID()));

    @TempDir
    Path directory;

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        FaultyFiles.repair();
        threads.shutdownNow();
    }

    private Path database() {
        return directory.resolve("database");
    }

    private static Storage started(Storage storage) {
        storage.start();
        return storage;
    }

    private static long append(Storage storage, String text) {
        EventDraft draft = new EventDraft(STREAM, "test", Instant.EPOCH, text);
        return storage.write(unit ->
                unit.get(EventRepository.class).append(List.of(draft)).get(0).seq());
    }

    private static long lastSeq(Storage storage) {
        return storage.read(unit -> unit.get(EventRepository.class).lastSeq(STREAM));
    }

    private static List<String> texts(Storage storage) {
        return storage.read(unit -> unit.get(EventRepository.class).read(STREAM, 0, 100_000)).stream()
                .map(event -> event.json())
                .toList();
    }

    private static void assertFails(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(ChatAgentException.class, e -> assertThat(e.code())
                .isEqualTo(code));
    }

    @Test
    void a_write_whose_sync_failed_is_reported_as_unknown_and_no_more_are_taken() {
        try (Storage storage = started(FaultyFiles.storage(database()))) {
            append(storage, "before");
            FaultyFiles.refuseSyncs();
            assertFails(ErrorCode.OUTCOME_UNKNOWN, () -> append(storage, "unknown"));
            FaultyFiles.repair();
            assertFails(ErrorCode.UNAVAILABLE, () -> append(storage, "after"));
            assertThat(storage.check().status()).isEqualTo(ComponentHealth.Status.DOWN);
        }
        try (Storage storage = started(JdbcStorage.h2(database()))) {
            assertThat(texts(storage)).startsWith("before").doesNotContain("after");
            append(storage, "restarted");
        }
    }

    @Test
    void on_a_full_disk_nothing_is_acknowledged_and_with_room_it_goes_on() {
        try (Storage storage = started(FaultyFiles.storage(database()))) {
            append(storage, "before");
            FaultyFiles.fill();
            for (int i = 0; i < 3; i++) {
                assertFails(ErrorCode.STORAGE_FULL, () -> append(storage, "x".repeat(100_000)));
            }
            FaultyFiles.repair();
        }
        try (Storage storage = started(JdbcStorage.h2(database()))) {
            append(storage, "after");
            assertThat(texts(storage)).startsWith("before").endsWith("after");
        }
    }

    @Test
    void a_reader_is_told_of_a_write_only_once_it_is_on_the_disk() throws Exception {
        try (Storage storage = started(FaultyFiles.storage(database()))) {
            append(storage, "first");
            CountDownLatch begun = new CountDownLatch(1);
            CountDownLatch syncMayEnd = FaultyFiles.holdSyncs(begun);
            Future<Long> write = threads.submit(() -> append(storage, "second"));
            assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
            CountDownLatch seen = new CountDownLatch(1);
            Future<Long> read = threads.submit(() -> storage.read(unit -> {
                long seq = unit.get(EventRepository.class).lastSeq(STREAM);
                seen.countDown();
                return seq;
            }));
            assertThat(seen.await(60, TimeUnit.SECONDS)).isTrue();
            assertThatThrownBy(() -> read.get(300, TimeUnit.MILLISECONDS))
                    .isInstanceOf(java.util.concurrent.TimeoutException.class);
            syncMayEnd.countDown();
            assertThat(write.get(60, TimeUnit.SECONDS)).isEqualTo(2);
            assertThat(read.get(60, TimeUnit.SECONDS)).isBetween(1L, 2L);
        }
    }

    @Test
    void readers_that_hold_every_connection_do_not_stop_a_writer() throws Exception {
        try (Storage storage = started(JdbcStorage.h2(database()))) {
            append(storage, "first");
            CountDownLatch inside = new CountDownLatch(10);
            CountDownLatch go = new CountDownLatch(1);
            List<Future<Long>> readers = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                readers.add(threads.submit(() -> storage.read(unit -> {
                    inside.countDown();
                    await(go);
                    return unit.get(EventRepository.class).lastSeq(STREAM);
                })));
            }
            await(inside);
            assertThat(threads.submit(() -> append(storage, "second")).get(5, TimeUnit.SECONDS))
                    .isEqualTo(2);
            go.countDown();
            for (Future<Long> reader : readers) {
                reader.get(60, TimeUnit.SECONDS);
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void interrupts_in_the_middle_of_reads_and_writes_break_nothing() throws Exception {
        int users = 4;
        int each = 100;
        try (Storage storage = started(JdbcStorage.h2(database()))) {
            List<Thread> going = new ArrayList<>();
            AtomicIntegerArray steps = new AtomicIntegerArray(users);
            Set<String> acknowledged = ConcurrentHashMap.newKeySet();
            Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
            for (int user = 0; user < users; user++) {
                int me = user;
                going.add(new Thread(() -> {
                    try {
                        for (int i = 0; i < each; i++) {
                            append(storage, me + " " + i);
                            acknowledged.add(me + " " + i);
                            lastSeq(storage);
                            steps.incrementAndGet(me);
                        }
                    } catch (RuntimeException | Error e) {
                        failures.add(e);
                    }
                }));
            }
            going.forEach(Thread::start);
            interruptOnceAStep(going, steps);
            assertThat(failures).isEmpty();
            assertThat(texts(storage)).hasSize(users * each).containsAll(acknowledged);
        }
    }

    /** At random moments; more than one a step and a thread would never get on. */
    private static void interruptOnceAStep(List<Thread> going, AtomicIntegerArray steps) {
        int[] interruptedAt = new int[going.size()];
        Random random = new Random(1);
        while (going.stream().anyMatch(Thread::isAlive)) {
            for (int i = 0; i < going.size(); i++) {
                LockSupport.parkNanos(random.nextInt(500_000));
                if (steps.get(i) >= interruptedAt[i]) {
                    interruptedAt[i] = steps.get(i) + 1;
                    going.get(i).interrupt();
                }
            }
        }
    }

    @Test
    void a_dead_connection_costs_one_refused_write_at_most() throws Exception {
        try (Storage storage = started(JdbcStorage.h2(database()))) {
            append(storage, "first");
            try (Connection admin =
                            DriverManager.getConnection(H2Url.of(database()).url());
                    ResultSet sessions = admin.createStatement()
                            .executeQuery("SELECT SESSION_ID FROM INFORMATION_SCHEMA.SESSIONS"
                                    + " WHERE SESSION_ID <> SESSION_ID()")) {
                while (sessions.next()) {
                    admin.createStatement().execute("CALL ABORT_SESSION(" + sessions.getInt(1) + ")");
                }
            }
            List<String> acknowledged = new ArrayList<>(List.of("first"));
            for (String text : List.of("second", "third")) {
                try {
                    append(storage, text);
                    acknowledged.add(text);
                } catch (ChatAgentException e) {
                    assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE);
                }
            }
            assertThat(acknowledged).contains("third");
            assertThat(texts(storage)).isEqualTo(acknowledged);
        }
    }

    @Test
    void reader_that_does_not_end_does_not_keep_the_file_locked() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Future<Long> reader;
        try (Storage storage = started(JdbcStorage.h2(database()))) {
            append(storage, "first");
            reader = threads.submit(() -> storage.read(unit -> {
                inside.countDown();
                await(go);
                return unit.get(EventRepository.class).lastSeq(STREAM);
            }));
            await(inside);
        }
        Path moved = directory.resolve("moved");
        Files.move(directory.resolve("database.mv.db"), directory.resolve("moved.mv.db"));
        try (Storage again = started(JdbcStorage.h2(moved))) {
            append(again, "second");
            go.countDown();
            assertThatThrownBy(() -> reader.get(60, TimeUnit.SECONDS)).hasCauseInstanceOf(ChatAgentException.class);
            append(again, "third");
            assertThat(texts(again)).containsExactly("first", "second", "third");
        }
    }

    @Test
    void what_was_acknowledged_before_a_close_in_the_middle_is_there_and_nobody_hangs() throws Exception {
        Set<String> acknowledged = ConcurrentHashMap.newKeySet();
        List<Future<?>> writers = new ArrayList<>();
        Storage storage = started(JdbcStorage.h2(database()));
        CountDownLatch going = new CountDownLatch(200);
        for (int t = 0; t < 16; t++) {
            String name = "thread " + t + " ";
            writers.add(threads.submit(() -> {
                for (int i = 0; ; i++) {
                    try {
                        append(storage, name + i);
                    } catch (ChatAgentException e) {
                        assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE);
                        return null;
                    }
                    acknowledged.add(name + i);
                    going.countDown();
                }
            }));
        }
        await(going);
        storage.close();
        for (Future<?> writer : writers) {
            writer.get(60, TimeUnit.SECONDS);
        }
        try (Storage reopened = started(JdbcStorage.h2(database()))) {
            assertThat(texts(reopened)).hasSameElementsAs(acknowledged);
            assertThat(lastSeq(reopened)).isEqualTo(acknowledged.size());
        }
    }
}
