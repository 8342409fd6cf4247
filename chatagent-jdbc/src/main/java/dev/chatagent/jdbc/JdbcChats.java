package dev.chatagent.jdbc;

import dev.chatagent.chat.ChatRepository;
import dev.chatagent.chat.ChatSession;
import dev.chatagent.chat.Message;
import dev.chatagent.chat.NewMessage;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.id.ChatId;
import dev.chatagent.id.MessageId;
import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * Chats and their messages; a message's key is the chat's number in the upper half and its place in the lower. Lists are ordered
 * by their index's columns from the first on, though that one is the same in all rows: H2 sorts otherwise.
 */
class JdbcChats implements ChatRepository {
    /** Ahead of every chat. */
    static final ListPosition FIRST =
            new ListPosition(Instant.ofEpochSecond(100_000_000_000L), new ChatId(new UUID(-1L, -1L)));

    private static final String PAGE = "SELECT " + MessageRows.COLUMNS
            + " FROM chat_message WHERE place > ? AND place < ? ORDER BY place DESC LIMIT ?";

    final Handle handle;

    JdbcChats(Handle handle) {
        this.handle = handle;
    }

    private record Numbered(long no, ChatSession session) {}

    @Override
    public void insert(UserId owner, TenantId tenant, ChatSession session) {
        handle.createUpdate("""
                        INSERT INTO chat_session (id, owner, tenant, title, agent, created_at, updated_at, message_count)
                        VALUES (:id, :owner, :tenant, :title, :agent, :created, :updated, :count)
                        """)
                .bind("id", session.id().value())
                .bind("owner", owner.value())
                .bind("tenant", tenant.value())
                .bind("title", session.title())
                .bind("agent", session.agent())
                .bind("created", Columns.micros(session.createdAt()))
                .bind("updated", Columns.micros(session.updatedAt()))
                .bind("count", session.messageCount())
                .execute();
    }

    private Optional<Numbered> numbered(UserId owner, ChatId id) {
        return Plain.first(
                handle,
                "SELECT * FROM chat_session WHERE id = ? AND owner = ?",
                row -> new Numbered(row.getLong("no"), session(row)),
                id.value(),
                owner.value());
    }

    static ChatSession session(ResultSet row) throws SQLException {
        return new ChatSession(
                new ChatId(Columns.uuid(row, "id")),
                Columns.text(row, "title"),
                Columns.text(row, "agent"),
                Columns.time(row, "created_at"),
                Columns.time(row, "updated_at"),
                row.getInt("message_count"));
    }

    @Override
    public Optional<ChatSession> find(UserId owner, ChatId id) {
        return numbered(owner, id).map(Numbered::session);
    }

    @Override
    public List<ChatSession> list(UserId owner, Optional<ListPosition> after, int limit) {
        ListPosition position = after.orElse(FIRST);
        return handle.createQuery("""
                        SELECT * FROM chat_session
                        WHERE owner = :owner AND updated_at <= :updated AND (updated_at < :updated OR id < :id)
                        ORDER BY owner, updated_at DESC, id DESC LIMIT :limit
                        """)
                .bind("owner", owner.value())
                .bind("updated", Columns.micros(position.updatedAt()))
                .bind("id", position.id().value())
                .bind("limit", limit)
                .map((row, context) -> session(row))
                .list();
    }

    @Override
    public boolean updateTitle(UserId owner, ChatId id, String title, Instant at) {
        return handle.createUpdate("""
                        UPDATE chat_session SET title = :title, updated_at = :at WHERE id = :id AND owner = :owner
                        """)
                        .bind("title", title)
                        .bind("at", Columns.micros(at))
                        .bind("id", id.value())
                        .bind("owner", owner.value())
                        .execute()
                == 1;
    }

    @Override
    public boolean delete(UserId owner, ChatId id) {
        Optional<Numbered> found = numbered(owner, id);
        found.ifPresent(chat -> {
            handle.createUpdate("DELETE FROM chat_message WHERE place >= :from AND place < :to")
                    .bind("from", chat.no() * Columns.PLACES)
                    .bind("to", (chat.no() + 1) * Columns.PLACES)
                    .execute();
            handle.createUpdate("DELETE FROM chat_session WHERE no = :no")
                    .bind("no", chat.no())
                    .execute();
        });
        return found.isPresent();
    }

    @Override
    public List<Owned> changedBefore(Instant time, int limit) {
        return handle.createQuery("""
                        SELECT id, owner FROM chat_session WHERE updated_at < :time ORDER BY updated_at, id LIMIT :limit
                        """)
                .bind("time", Columns.micros(time))
                .bind("limit", limit)
                .map((row, context) ->
                        new Owned(new UserId(Columns.uuid(row, "owner")), new ChatId(Columns.uuid(row, "id"))))
                .list();
    }

    @Override
    public Message append(UserId owner, ChatId chat, NewMessage draft) {
        Numbered numbered = numbered(owner, chat).orElseThrow(ChatAgentException::notFound);
        int seq = numbered.session().messageCount() + 1;
        Message message = draft.at(chat, seq);
        MessageRows.insert(handle, numbered.no() * Columns.PLACES + seq, message);
        Plain.update(
                handle,
                "UPDATE chat_session SET message_count = ?, updated_at = ? WHERE no = ?",
                seq,
                Columns.micros(draft.createdAt()),
                numbered.no());
        return message;
    }

    @Override
    public boolean update(UserId owner, Message message) {
        return numbered(owner, message.id().chat())
                .filter(chat -> MessageRows.update(handle, chat.no() * Columns.PLACES + message.seq(), message))
                .isPresent();
    }

    @Override
    public Optional<Message> message(UserId owner, MessageId id) {
        return numbered(owner, id.chat()).flatMap(chat -> handle.createQuery(
                        "SELECT " + MessageRows.COLUMNS + " FROM chat_message WHERE place = :key")
                .bind("key", chat.no() * Columns.PLACES + id.seq())
                .map((row, context) -> MessageRows.read(row, id.chat()))
                .findOne());
    }

    @Override
    public List<Message> messages(UserId owner, ChatId id, int beforeSeq, int limit, long maxBytes) {
        Optional<Long> no = Plain.first(
                handle,
                "SELECT no FROM chat_session WHERE id = ? AND owner = ?",
                row -> row.getLong(1),
                id.value(),
                owner.value());
        if (no.isEmpty()) {
            return List.of();
        }
        long first = no.get() * Columns.PLACES;
        List<Message> page = page(id, first, first + beforeSeq, limit, maxBytes);
        Collections.reverse(page);
        return page;
    }

    /** Descending; H2 and SQLite fetch a long text when its row is read. */
    List<Message> page(ChatId chat, long after, long before, int limit, long maxBytes) {
        return Plain.until(handle, PAGE, room(chat, maxBytes), after, before, limit);
    }

    static Room<Message> room(ChatId chat, long maxBytes) {
        return new Room<>(row -> MessageRows.read(row, chat), Message::chars, maxBytes);
    }
}
