package dev.chatagent.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatagent.chat.ChatRepository;
import dev.chatagent.chat.Message;
import dev.chatagent.event.EventDraft;
import dev.chatagent.event.EventRepository;
import dev.chatagent.event.StreamId;
import dev.chatagent.id.ChatId;
import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;
import dev.chatagent.storage.ArchiveSummary;
import dev.chatagent.storage.Passphrase;
import dev.chatagent.storage.Progress;
import dev.chatagent.storage.Storage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One set of rows on its way through every kind of database: nothing is added, lost or changed. */
class BackupRoundTripTest {
    private static final Optional<Passphrase> PASSPHRASE = Optional.of(new Passphrase("four words that differ"));

    @TempDir
    private Path directory;

    private UserId owner = new UserId(new UUID(0, 0));

    /** Opens the same database again each time. */
    private interface Kind {
        JdbcStorage open();
    }

    private ArchiveSummary write(JdbcStorage opened, String name) {
        try (opened) {
            opened.start();
            return opened.archive()
                    .orElseThrow()
                    .write(directory.resolve(name), FilledStorage.T, PASSPHRASE, Progress.NONE);
        }
    }

    private ArchiveSummary restore(JdbcStorage closed, String name, boolean replace) {
        return closed.archive().orElseThrow().restore(directory.resolve(name), PASSPHRASE, replace, Progress.NONE);
    }

    @Test
    void rows_are_the_same_after_every_kind_of_database() throws Exception {
        JdbcStorage first = JdbcStorage.h2(directory.resolve("first"));
        try (first) {
            first.start();
            owner = FilledStorage.fill(first, 200);
        }
        ArchiveSummary written = write(JdbcStorage.h2(directory.resolve("first")), "0");
        String postgres = PostgresFixture.get().newDatabase();
        List<Kind> way = List.of(() -> JdbcStorage.at(postgres), () -> JdbcStorage.h2(directory.resolve("last")));
        for (int i = 0; i < way.size(); i++) {
            Kind kind = way.get(i);
            String from = Integer.toString(i);
            assertThat(butStreams(restore(kind.open(), from, false))).isEqualTo(butStreams(written));
            assertThat(butStreams(write(kind.open(), Integer.toString(i + 1))))
                    .as("after database %d", i + 1)
                    .isEqualTo(butStreams(written));
            requireUsable(kind.open());
            assertThatThrownBy(() -> restore(kind.open(), from, false)).hasMessageContaining("not empty");
            assertThat(butStreams(restore(kind.open(), from, true))).isEqualTo(butStreams(written));
            requireUsable(kind.open());
        }
        assertThat(Files.size(directory.resolve("0"))).isPositive();
    }

    /** Restored streams go on elsewhere. */
    static Map<String, ArchiveSummary.Table> butStreams(ArchiveSummary summary) {
        Map<String, ArchiveSummary.Table> tables = new HashMap<>(summary.tables());
        assertThat(tables.remove("event_stream")).isNotNull();
        return tables;
    }

    /** New chats get numbers of their own; old history is there. */
    private void requireUsable(JdbcStorage opened) {
        try (opened) {
            opened.start();
            assertThat(history(opened)).hasSize(202);
            for (int i = 0; i < 3; i++) {
                ChatId chat = new ChatId(UUID.randomUUID());
                opened.write(unit -> {
                    ChatRepository chats = unit.get(ChatRepository.class);
                    chats.insert(owner, TenantId.DEFAULT, FilledStorage.session(chat));
                    assertThat(chats.messages(owner, chat, 99, 99)).isEmpty();
                    FilledStorage.append(chats, owner, chat, "new");
                    return unit.get(EventRepository.class)
                            .append(List.of(new EventDraft(StreamId.of(chat), "t", FilledStorage.T, "{}")));
                });
                long last = opened.read(unit -> unit.get(EventRepository.class).lastSeq(StreamId.of(chat)));
                assertThat(last).isEqualTo(1);
                opened.write(unit -> unit.get(ChatRepository.class).delete(owner, chat));
            }
        }
    }

    private List<Message> history(Storage storage) {
        return storage.read(unit -> {
            ChatRepository chats = unit.get(ChatRepository.class);
            return chats.list(owner, Optional.empty(), 99).stream()
                    .flatMap(session -> chats.messages(owner, session.id(), 999, 999).stream())
                    .toList();
        });
    }
}
