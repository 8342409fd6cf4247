package dev.chatagent.chat;

import dev.chatagent.id.ChatId;
import dev.chatagent.id.MessageId;
import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Repository of chats and their messages. What is not the owner's does not exist. */
public interface ChatRepository {

    void insert(UserId owner, TenantId tenant, ChatSession session);

    Optional<ChatSession> find(UserId owner, ChatId id);

    /** Last changed first; those after the position when one is given. */
    List<ChatSession> list(UserId owner, Optional<ListPosition> after, int limit);

    /** @return whether there is such a chat */
    boolean updateTitle(UserId owner, ChatId id, String title, Instant at);

    /** Deletes the chat, its messages, runs and files; its events are deleted by the caller. */
    boolean delete(UserId owner, ChatId id);

    /**
     * Appends at the next place, counts it and moves the chat's {@code updatedAt}.
     *
     * @throws dev.chatagent.error.ChatAgentException NOT_FOUND
     */
    Message append(UserId owner, ChatId chat, NewMessage message);

    /** Replaces parts, status and error of the message; answers whether it was there. */
    boolean update(UserId owner, Message message);

    Optional<Message> message(UserId owner, MessageId id);

    /** The last {@code limit} messages before that place, ascending, however large they are. */
    default List<Message> messages(UserId owner, ChatId chat, int beforeSeq, int limit) {
        return messages(owner, chat, beforeSeq, limit, Long.MAX_VALUE);
    }

    /**
     * The last messages before that place, ascending: as many as are not larger than {@code maxBytes} together, one at least. The others
     * are not even read.
     *
     * @param limit most messages
     * @param maxBytes of their texts, as the storage counts them: a byte a character at least
     */
    List<Message> messages(UserId owner, ChatId chat, int beforeSeq, int limit, long maxBytes);

    /** Chats of every owner that were last changed before that time, the oldest first; for retention alone. */
    List<Owned> changedBefore(Instant time, int limit);

    /** Whose a chat is. */
    record Owned(UserId owner, ChatId chat) {}

    /** Where a page of chats ended. */
    record ListPosition(Instant updatedAt, ChatId id) {}
}
