package dev.chatagent.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.event.EventDraft;
import dev.chatagent.event.EventHub;
import dev.chatagent.event.EventLog;
import dev.chatagent.event.EventRepository;
import dev.chatagent.event.StreamId;
import dev.chatagent.id.ChatId;
import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;
import dev.chatagent.storage.Storage;
import dev.chatagent.storage.memory.InMemoryStorage;
import dev.chatagent.wire.JsonEventCodec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ChatRetentionTest {
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    private final Storage storage = InMemoryStorage.create();
    private final EventLog log =
            new EventLog(new JsonEventCodec(), new EventHub(storage, Runnable::run, Runnable::run), CLOCK);
    private final UserId owner = new UserId(UUID.randomUUID());

    private ChatId chat(Duration age) {
        ChatId id = new ChatId(UUID.randomUUID());
        storage.write(unit -> {
            ChatRepository chats = unit.get(ChatRepository.class);
            chats.insert(owner, TenantId.DEFAULT, new ChatSession(id, "", "echo", NOW, NOW.minus(age), 0));
            unit.get(EventRepository.class).append(List.of(new EventDraft(StreamId.of(id), "t", NOW, "{}")));
            return true;
        });
        return id;
    }

    private boolean there(ChatId chat) {
        return storage.read(
                unit -> unit.get(ChatRepository.class).find(owner, chat).isPresent());
    }

    @Test
    void chats_older_than_that_go_with_their_events_and_the_owner_is_told() {
        for (int i = 0; i < 120; i++) {
            chat(Duration.ofDays(40 + i));
        }
        ChatId old = chat(Duration.ofDays(31));
        ChatId recent = chat(Duration.ofDays(29));
        assertThat(new ChatRetention(storage, log, CLOCK, Duration.ofDays(30)).prune())
                .isEqualTo(121);
        assertThat(there(old)).isFalse();
        assertThat(there(recent)).isTrue();
        long events = storage.read(unit -> unit.get(EventRepository.class).lastSeq(StreamId.of(old)));
        assertThat(events).isZero();
        long told = storage.read(unit -> unit.get(EventRepository.class).lastSeq(StreamId.of(owner)));
        assertThat(told).isEqualTo(121);
    }

    @Test
    void by_default_nothing_is_ever_deleted() {
        ChatId old = chat(Duration.ofDays(10_000));
        assertThat(new ChatRetention(storage, log, CLOCK, Duration.ZERO).prune())
                .isZero();
        assertThat(there(old)).isTrue();
    }
}
