package dev.chatagent.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.account.User;
import dev.chatagent.account.UserRepository;
import dev.chatagent.chat.ChatRepository;
import dev.chatagent.chat.ChatSession;
import dev.chatagent.chat.MessageRole;
import dev.chatagent.chat.MessageStatus;
import dev.chatagent.chat.NewMessage;
import dev.chatagent.chat.Part;
import dev.chatagent.id.ChatId;
import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;
import dev.chatagent.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How large the file gets. H2 writes a new copy of what it touches at each commit, and frees the old ones later. */
@Tag("long")
class GrowthTest {
    private static final int MESSAGES = 20_000;
    private static final int THREADS = 16;
    private static final String TEXT = "x".repeat(200);

    private final UserId owner = new UserId(UUID.randomUUID());
    private final ChatId chat = new ChatId(UUID.randomUUID());

    @Test
    void the_file_is_a_small_multiple_of_what_was_written(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("database.mv.db");
        long payload = (long) MESSAGES * TEXT.length();
        System.out.printf("GrowthTest: %,d B of text in %,d messages%n", payload, MESSAGES);
        Storage first = JdbcStorage.h2(directory.resolve("database"));
        first.start();
        prepare(first);
        append(first);
        assertThat(report("open", file, payload)).isLessThan(20 * payload);
        first.close();
        report("closed", file, payload);
        Storage second = JdbcStorage.h2(directory.resolve("database"));
        second.start();
        second.close();
        assertThat(report("closed once more", file, payload)).isLessThan((long) (2.5 * payload));
    }

    private static long report(String when, Path file, long payload) throws IOException {
        long size = Files.size(file);
        System.out.printf("GrowthTest: %s: %,d B, %.1fx%n", when, size, (double) size / payload);
        return size;
    }

    private void prepare(Storage storage) {
        storage.write(unit -> {
            unit.get(UserRepository.class)
                    .insert(new User(owner, "a@b.co", "", List.of("user"), TenantId.DEFAULT, Instant.EPOCH), "hash");
            unit.get(ChatRepository.class)
                    .insert(
                            owner,
                            TenantId.DEFAULT,
                            new ChatSession(chat, "", "echo", Instant.EPOCH, Instant.EPOCH, 0));
            return true;
        });
    }

    private void append(Storage storage) throws Exception {
        NewMessage draft = new NewMessage(
                null, MessageRole.USER, List.of(new Part.Text(TEXT)), MessageStatus.COMPLETE, Instant.EPOCH, null);
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> writers = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                writers.add(pool.submit(() -> {
                    for (int i = 0; i < MESSAGES / THREADS; i++) {
                        storage.write(unit -> unit.get(ChatRepository.class).append(owner, chat, draft));
                    }
                    return null;
                }));
            }
            for (Future<?> writer : writers) {
                writer.get();
            }
        } finally {
            pool.shutdown();
        }
    }
}
