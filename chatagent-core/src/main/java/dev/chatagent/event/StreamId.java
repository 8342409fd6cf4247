package dev.chatagent.event;

import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.id.ChatId;
import dev.chatagent.id.UserId;
import java.util.UUID;

/** Names a stream of events: one per user and one per chat. */
public record StreamId(Kind kind, UUID id) {

    /** Whose stream it is. */
    public enum Kind {
        USER,
        CHAT
    }

    public static StreamId of(UserId user) {
        return new StreamId(Kind.USER, user.value());
    }

    public static StreamId of(ChatId chat) {
        return new StreamId(Kind.CHAT, chat.value());
    }

    /** Reads the wire name, {@code user} being the caller's own stream. */
    public static StreamId parse(String wireName, UserId caller) {
        if (wireName.equals("user")) {
            return of(caller);
        }
        if (wireName.startsWith("session:")) {
            return of(ChatId.parse(wireName.substring("session:".length())));
        }
        throw new ChatAgentException(ErrorCode.NOT_FOUND, "A stream is 'user' or 'session:<id>'.");
    }

    /** {@code user} or {@code session:<id>}. */
    public String wireName() {
        return kind == Kind.USER ? "user" : "session:" + id;
    }
}
