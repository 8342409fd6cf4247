package dev.chatagent.chat;

import dev.chatagent.id.ChatId;
import dev.chatagent.id.MessageId;
import dev.chatagent.id.RunId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A message that has no place in its chat yet; fields as in {@link Message}. */
public record NewMessage(
        @Nullable MessageId parent,
        MessageRole role,
        List<Part> parts,
        MessageStatus status,
        Instant createdAt,
        @Nullable RunId run) {
    public NewMessage {
        parts = List.copyOf(parts);
    }

    /** The message once it has got its place. */
    public Message at(ChatId chat, int seq) {
        return new Message(new MessageId(chat, seq), seq, parent, role, parts, status, createdAt, run, null);
    }
}
