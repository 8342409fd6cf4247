package dev.chatagent.jdbc;

import dev.chatagent.chat.ChatSession;
import dev.chatagent.chat.Message;
import dev.chatagent.chat.NewMessage;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.id.ChatId;
import dev.chatagent.id.MessageId;
import dev.chatagent.id.UserId;
import dev.chatagent.wire.PartsJson;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Chats in PostgreSQL: a message costs one way to the server and back, and the words in it are indexed for {@link
 * PostgresMessageSearch}. Lists find the day by an index and sort within it, because an index of moments would have to change
 * with every message.
 */
final class PostgresChats extends JdbcChats {
    private static final String APPEND = """
            WITH chat AS (
                UPDATE chat_session SET message_count = message_count + 1, updated_at = ?
                WHERE id = ? AND owner = ?
                RETURNING no, message_count
            ), message AS (
                INSERT INTO chat_message (place, parent, role, status, parts, created_at, run_id, words)
                SELECT no * 4294967296 + message_count, ?, ?, ?, ?, ?, ?, array_to_tsvector(string_to_array(?, ' '))
                FROM chat
            )
            SELECT message_count FROM chat""";

    private static final String UPDATE = """
            UPDATE chat_message SET status = ?, parts = ?, error = ?, words = array_to_tsvector(string_to_array(?, ' '))
            WHERE place = (SELECT no FROM chat_session WHERE id = ? AND owner = ?) * 4294967296 + ?""";

    private static final String LIST = """
            SELECT id, title, agent, created_at, updated_at, message_count FROM chat_session
            WHERE owner = ? AND updated_day <= ? AND updated_at <= ? AND (updated_at < ? OR id < ?)
            ORDER BY owner, updated_day DESC, updated_at DESC, id DESC LIMIT ?""";

    /** Sizes are known without the texts, and only texts that there is room for are sent; a first one always is. */
    private static final String PAGE = "SELECT " + MessageRows.COLUMNS + """
             FROM (
                SELECT *, sum(octet_length(parts)) OVER (ORDER BY place DESC) AS total FROM (
                    SELECT * FROM chat_message WHERE place > ? AND place < ? ORDER BY place DESC LIMIT ?) newest) page
            WHERE total <= ? OR total = octet_length(parts) ORDER BY place DESC""";

    private static final long DAY = Duration.ofDays(1).toNanos() / 1_000;

    PostgresChats(Handle handle) {
        super(handle);
    }

    @Override
    public List<ChatSession> list(UserId owner, Optional<ListPosition> after, int limit) {
        ListPosition position = after.orElse(FIRST);
        long micros = Columns.micros(position.updatedAt());
        return Plain.list(
                handle,
                LIST,
                JdbcChats::session,
                owner.value(),
                micros / DAY,
                micros,
                micros,
                position.id().value(),
                limit);
    }

    @Override
    List<Message> page(ChatId chat, long after, long before, int limit, long maxBytes) {
        return Plain.until(handle, PAGE, room(chat, maxBytes), after, before, limit, maxBytes);
    }

    @Override
    public Message append(UserId owner, ChatId chat, NewMessage draft) {
        MessageId parent = draft.parent();
        int seq = Plain.first(
                        handle,
                        APPEND,
                        row -> row.getInt(1),
                        Columns.micros(draft.createdAt()),
                        chat.value(),
                        owner.value(),
                        parent == null ? null : parent.seq(),
                        draft.role().name(),
                        draft.status().name(),
                        PartsJson.write(draft.parts()),
                        Columns.micros(draft.createdAt()),
                        draft.run() == null ? null : draft.run().value(),
                        PostgresMessageSearch.words(owner, draft.parts()))
                .orElseThrow(ChatAgentException::notFound);
        return draft.at(chat, seq);
    }

    @Override
    public boolean update(UserId owner, Message message) {
        return Plain.update(
                        handle,
                        UPDATE,
                        message.status().name(),
                        PartsJson.write(message.parts()),
                        MessageRows.failure(message.error()),
                        PostgresMessageSearch.words(owner, message.parts()),
                        message.id().chat().value(),
                        owner.value(),
                        message.seq())
                == 1;
    }
}
