package dev.chatagent.benchmarks;

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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A person and their chats in a storage; messages are of 200 characters. */
record Chatter(UserId owner, List<ChatId> chats) {
    static final String TEXT = "x".repeat(200);
    static final String PARTS = "{\"parts\":[{\"type\":\"text\",\"text\":\"" + TEXT + "\"}]}";

    static Chatter in(Storage storage, int chats) {
        UserId owner = new UserId(UUID.randomUUID());
        Instant now = Instant.EPOCH;
        List<ChatId> ids = new ArrayList<>();
        storage.write(unit -> unit.get(UserRepository.class)
                .insert(new User(owner, "a@b.co", "A", List.of("user"), TenantId.DEFAULT, now), "hash"));
        for (int i = 0; i < chats; i++) {
            ChatId id = new ChatId(UUID.randomUUID());
            ids.add(id);
            storage.write(unit -> {
                unit.get(ChatRepository.class)
                        .insert(owner, TenantId.DEFAULT, new ChatSession(id, "", "echo", now, now, 0));
                return true;
            });
        }
        return new Chatter(owner, ids);
    }

    static NewMessage message() {
        return new NewMessage(
                null, MessageRole.USER, List.of(new Part.Text(TEXT)), MessageStatus.COMPLETE, Instant.now(), null);
    }
}
