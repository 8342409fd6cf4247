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
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Forgetting events holds up every other write: H2 looked for all of them anew for each that it deleted. */
class ForgettingTest {
    private static final Instant T = Instant.parse("2026-01-02T03:04:05Z");
    private static final int PIECE = 4_000;
    private static final Duration MAX = Duration.ofSeconds(5);

    @Test
    void many_events_are_forgotten_in_a_moment(@TempDir Path home) {
        try (Storage storage = JdbcStorage.h2(home.resolve("database"))) {
            storage.start();
            StreamId stream = StreamId.of(new ChatId(UUID.randomUUID()));
            List<EventDraft> drafts = Collections.nCopies(PIECE, new EventDraft(stream, "t", T, "{}"));
            storage.write(unit -> unit.get(EventRepository.class).append(drafts));
            long began = System.nanoTime();
            int pruned = storage.write(unit -> unit.get(EventRepository.class).prune(T.plusSeconds(1), PIECE));
            assertThat(pruned).isEqualTo(PIECE);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(MAX);
        }
    }
}
