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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of deleted text is left in the database's file. */
class ErasureTest {
    private static final String SECRET = "the-words-that-must-be-gone";

    @TempDir
    private Path directory;

    private JdbcStorage open() {
        JdbcStorage storage = JdbcStorage.h2(directory.resolve("database"));
        storage.start();
        return storage;
    }

    private boolean inFile() throws Exception {
        return Files.readString(directory.resolve("database.mv.db"), StandardCharsets.ISO_8859_1)
                .contains(SECRET);
    }

    @Test
    void deleted_text_is_gone_from_the_file_once_it_was_closed_twice() throws Exception {
        UserId owner = new UserId(UUID.randomUUID());
        ChatId chat = new ChatId(UUID.randomUUID());
        try (JdbcStorage storage = open()) {
            FilledStorage.fill(storage, 100);
            storage.write(unit -> {
                unit.get(UserRepository.class)
                        .insert(
                                new User(
                                        owner,
                                        SECRET + "@example.org",
                                        SECRET,
                                        List.of("user"),
                                        TenantId.DEFAULT,
                                        FilledStorage.T),
                                "hash");
                ChatRepository chats = unit.get(ChatRepository.class);
                chats.insert(owner, TenantId.DEFAULT, FilledStorage.session(chat));
                for (int i = 0; i < 200; i++) {
                    FilledStorage.append(chats, owner, chat, i + SECRET);
                }
                unit.get(EventRepository.class)
                        .append(List.of(new EventDraft(StreamId.of(chat), "t", FilledStorage.T, SECRET)));
                return true;
            });
        }
        assertThat(inFile()).as("the text is looked for in the right way").isTrue();
        try (JdbcStorage storage = open()) {
            storage.write(unit -> {
                unit.get(ChatRepository.class).delete(owner, chat);
                unit.get(EventRepository.class).delete(StreamId.of(chat), owner);
                return unit.get(UserRepository.class).delete(owner);
            });
        }
        open().close(); // H2 overwrites what was freed less than 45 s ago no earlier than now
        assertThat(inFile()).isFalse();
    }
}
