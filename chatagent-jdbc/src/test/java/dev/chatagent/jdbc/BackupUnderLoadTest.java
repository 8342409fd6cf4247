package dev.chatagent.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.account.User;
import dev.chatagent.account.UserRepository;
import dev.chatagent.chat.ChatRepository;
import dev.chatagent.event.EventDraft;
import dev.chatagent.event.EventRepository;
import dev.chatagent.event.StreamId;
import dev.chatagent.id.ChatId;
import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;
import dev.chatagent.storage.ArchiveSummary;
import dev.chatagent.storage.Progress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup while 64 threads write: what it holds is one moment, and it makes nobody wait. */
@Tag("long")
class BackupUnderLoadTest {
    private static final int WRITERS = 64;
    private static final int BEFORE = 20_000;
    private static final int WRITES_ALONE = 100;
    /** The bar is 100 ms; what a loaded machine adds to it, with and without a backup, is printed. */
    private static final long MOST_BLOCKED_NANOS = 1_000_000_000L;

    private static final String TEXT = "x".repeat(200);

    @TempDir
    private Path directory;

    private final UserId owner = new UserId(UUID.randomUUID());

    /** When a write was acknowledged, and how long it took. */
    private record Ack(long at, long nanos) {}

    @Test
    void backup_is_of_one_moment_and_writers_go_on() throws Exception {
        try (JdbcStorage storage = JdbcStorage.h2(directory.resolve("database"))) {
            storage.start();
            List<ChatId> chats = prepare(storage);
            ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
            AtomicBoolean end = new AtomicBoolean();
            CountDownLatch warm = new CountDownLatch(WRITERS * WRITES_ALONE);
            List<Future<List<Ack>>> writers = new ArrayList<>();
            for (ChatId chat : chats) {
                writers.add(threads.submit(() -> write(storage, chat, warm, end)));
            }
            long begin = System.nanoTime();
            warm.await();
            long start = System.nanoTime();
            ArchiveSummary summary = storage.archive()
                    .orElseThrow()
                    .write(directory.resolve("a.backup"), FilledStorage.T, Optional.empty(), Progress.NONE);
            long done = System.nanoTime();
            end.set(true);
            List<Ack> acks = new ArrayList<>();
            for (Future<List<Ack>> writer : writers) {
                acks.addAll(writer.get());
            }
            threads.shutdown();
            System.out.printf("BackupUnderLoadTest: %,d rows in %,d ms%n", summary.rows(), (done - start) / 1_000_000);
            report("before it", acks, begin, start);
            long blocked = report("meanwhile", acks, start, done);
            // Each unit writes a message and an event: a backup between the two would have more of one.
            long events = rows(summary, "event");
            assertThat(events).isEqualTo(rows(summary, "chat_message")).isGreaterThanOrEqualTo(BEFORE);
            assertThat(blocked).as("ns without any acknowledgement").isLessThan(MOST_BLOCKED_NANOS);
        }
    }

    /** Answers the longest time in which nothing at all was acknowledged: then writers were blocked, not just slow. */
    private static long report(String when, List<Ack> acks, long from, long to) {
        long[] times = acks.stream()
                .mapToLong(Ack::at)
                .filter(at -> at >= from && at <= to)
                .sorted()
                .toArray();
        long[] took = acks.stream()
                .filter(ack -> ack.at() >= from && ack.at() <= to)
                .mapToLong(Ack::nanos)
                .sorted()
                .toArray();
        long gap = 0;
        for (int i = 1; i < times.length; i++) {
            gap = Math.max(gap, times[i] - times[i - 1]);
        }
        System.out.printf(
                "BackupUnderLoadTest: %s: %,d writes/s, median %.1f ms, p99 %.1f ms, longest %.1f ms;"
                        + " longest time without any %.1f ms%n",
                when,
                times.length * 1_000_000_000L / (to - from),
                took[took.length / 2] / 1e6,
                took[(int) (took.length * 0.99)] / 1e6,
                took[took.length - 1] / 1e6,
                gap / 1e6);
        return gap;
    }

    private static long rows(ArchiveSummary summary, String table) {
        return Objects.requireNonNull(summary.tables().get(table)).rows();
    }

    private List<ChatId> prepare(JdbcStorage storage) {
        List<ChatId> chats = new ArrayList<>();
        storage.write(unit -> {
            unit.get(UserRepository.class)
                    .insert(new User(owner, "a@b.co", "", List.of("user"), TenantId.DEFAULT, FilledStorage.T), "hash");
            for (int i = 0; i < WRITERS; i++) {
                ChatId chat = new ChatId(UUID.randomUUID());
                unit.get(ChatRepository.class).insert(owner, TenantId.DEFAULT, FilledStorage.session(chat));
                chats.add(chat);
            }
            return true;
        });
        for (int i = 0; i < BEFORE; i += 500) {
            ChatId chat = chats.get(i % WRITERS);
            storage.write(unit -> {
                for (int k = 0; k < 500; k++) {
                    write(unit.get(ChatRepository.class), unit.get(EventRepository.class), chat);
                }
                return true;
            });
        }
        return chats;
    }

    private void write(ChatRepository chats, EventRepository events, ChatId chat) {
        FilledStorage.append(chats, owner, chat, TEXT);
        events.append(List.of(new EventDraft(StreamId.of(chat), "message.created", FilledStorage.T, "{}")));
    }

    private List<Ack> write(JdbcStorage storage, ChatId chat, CountDownLatch warm, AtomicBoolean end) {
        List<Ack> acks = new ArrayList<>();
        while (!end.get()) {
            long start = System.nanoTime();
            storage.write(unit -> {
                write(unit.get(ChatRepository.class), unit.get(EventRepository.class), chat);
                return true;
            });
            long now = System.nanoTime();
            acks.add(new Ack(now, now - start));
            warm.countDown();
        }
        return acks;
    }
}
