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
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
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
    private static final String TEXT = "x".repeat(200);

    @TempDir
    private Path directory;

    private final UserId owner = new UserId(UUID.randomUUID());

    @Test
    void backup_is_of_one_moment_and_writers_go_on() throws Exception {
        try (JdbcStorage storage = JdbcStorage.h2(directory.resolve("database"))) {
            storage.start();
            List<ChatId> chats = prepare(storage);
            ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
            AtomicBoolean during = new AtomicBoolean();
            AtomicBoolean end = new AtomicBoolean();
            List<Future<List<Long>>> writers = new ArrayList<>();
            for (ChatId chat : chats) {
                writers.add(threads.submit(() -> waits(storage, chat, during, end)));
            }
            during.set(true);
            long start = System.nanoTime();
            ArchiveSummary summary = storage.archive()
                    .orElseThrow()
                    .write(directory.resolve("a.backup"), FilledStorage.T, Optional.empty(), Progress.NONE);
            long took = System.nanoTime() - start;
            during.set(false);
            end.set(true);
            List<Long> waits = new ArrayList<>();
            for (Future<List<Long>> writer : writers) {
                waits.addAll(writer.get());
            }
            threads.shutdown();
            report(waits, took, summary);
            // Each unit writes a message and an event: a backup between the two would have more of one.
            long events = rows(summary, "event");
            assertThat(events).isEqualTo(rows(summary, "chat_message")).isGreaterThanOrEqualTo(BEFORE);
        }
    }

    private static long rows(ArchiveSummary summary, String table) {
        return Objects.requireNonNull(summary.tables().get(table)).rows();
    }

    private static void report(List<Long> waits, long took, ArchiveSummary summary) {
        long[] sorted = waits.stream().mapToLong(Long::longValue).sorted().toArray();
        System.out.printf(
                "BackupUnderLoadTest: %,d rows in %,d ms; %,d writes meanwhile: median %.1f ms, p99 %.1f ms,"
                        + " longest %.1f ms%n",
                summary.rows(),
                took / 1_000_000,
                sorted.length,
                sorted[sorted.length / 2] / 1e6,
                sorted[(int) (sorted.length * 0.99)] / 1e6,
                Arrays.stream(sorted).max().orElse(0) / 1e6);
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

    private List<Long> waits(JdbcStorage storage, ChatId chat, AtomicBoolean during, AtomicBoolean end) {
        List<Long> waits = new ArrayList<>();
        while (!end.get()) {
            boolean counts = during.get();
            long start = System.nanoTime();
            storage.write(unit -> {
                write(unit.get(ChatRepository.class), unit.get(EventRepository.class), chat);
                return true;
            });
            if (counts) {
                waits.add(System.nanoTime() - start);
            }
        }
        return waits;
    }
}
