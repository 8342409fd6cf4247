package dev.chatagent.jdbc;

import dev.chatagent.error.ChatAgentException;
import dev.chatagent.file.FileRepository;
import dev.chatagent.file.StoredFile;
import dev.chatagent.id.ChatId;
import dev.chatagent.id.FileId;
import dev.chatagent.id.MessageId;
import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Files and their pieces; a piece's key is the file's number in the upper half and its place in the lower. */
final class JdbcFiles implements FileRepository {
    private static final String SELECT =
            "SELECT f.*, s.id AS session_id FROM stored_file f JOIN chat_session s ON s.no = f.session_no ";

    private final Handle handle;

    JdbcFiles(Handle handle) {
        this.handle = handle;
    }

    @Override
    public boolean hasChat(UserId owner, ChatId chat) {
        return Plain.first(
                        handle,
                        "SELECT 1 FROM chat_session WHERE id = ? AND owner = ?",
                        row -> true,
                        chat.value(),
                        owner.value())
                .isPresent();
    }

    @Override
    public void insert(UserId owner, TenantId tenant, StoredFile file, @Nullable String key) {
        int inserted = handle.createUpdate("""
                        INSERT INTO stored_file (id, owner, tenant, session_no, name, type, size_bytes, sha256,
                            created_at, complete, idempotency_key)
                        SELECT :id, :owner, :tenant, no, :name, :type, :size, :sha256, :created, :complete, :key
                        FROM chat_session WHERE id = :session AND owner = :owner
                        """)
                .bind("id", file.id().value())
                .bind("owner", owner.value())
                .bind("tenant", tenant.value())
                .bind("session", file.chat().value())
                .bind("name", file.name())
                .bind("type", file.type())
                .bind("size", file.size())
                .bind("sha256", file.sha256())
                .bind("created", Columns.micros(file.createdAt()))
                .bind("complete", false)
                .bind("key", key)
                .execute();
        if (inserted == 0) {
            throw ChatAgentException.notFound();
        }
    }

    @Override
    public void append(UserId owner, FileId id, int index, byte[] piece) {
        long no = Plain.first(
                        handle,
                        "SELECT no FROM stored_file WHERE id = ? AND owner = ? AND complete = ?",
                        row -> row.getLong(1),
                        id.value(),
                        owner.value(),
                        false)
                .orElseThrow(ChatAgentException::notFound);
        Plain.update(
                handle,
                "INSERT INTO file_piece (place, file_no, content) VALUES (?, ?, ?)",
                no * Columns.PLACES + index,
                no,
                piece);
    }

    @Override
    public boolean complete(UserId owner, FileId id) {
        return Plain.update(
                        handle,
                        "UPDATE stored_file SET complete = ? WHERE id = ? AND owner = ?",
                        true,
                        id.value(),
                        owner.value())
                == 1;
    }

    @Override
    public Optional<StoredFile> find(UserId owner, ChatId chat, FileId id) {
        return Plain.first(
                handle,
                SELECT + "WHERE f.id = ? AND f.owner = ? AND s.id = ? AND f.complete = ?",
                JdbcFiles::file,
                id.value(),
                owner.value(),
                chat.value(),
                true);
    }

    private static StoredFile file(ResultSet row) throws SQLException {
        ChatId chat = new ChatId(Columns.uuid(row, "session_id"));
        Integer message = Columns.intOrNull(row, "message");
        return new StoredFile(
                new FileId(Columns.uuid(row, "id")),
                chat,
                Columns.text(row, "name"),
                Columns.text(row, "type"),
                row.getLong("size_bytes"),
                Columns.text(row, "sha256"),
                message == null ? null : new MessageId(chat, message),
                Columns.time(row, "created_at"));
    }

    @Override
    public Optional<Keyed> findByKey(UserId owner, String key) {
        return Plain.first(
                handle,
                SELECT + "WHERE f.owner = ? AND f.idempotency_key = ?",
                row -> new Keyed(file(row), row.getBoolean("complete")),
                owner.value(),
                key);
    }

    @Override
    public List<StoredFile> list(UserId owner, ChatId chat, Optional<ListPosition> after, int limit) {
        long micros =
                after.map(position -> Columns.micros(position.createdAt())).orElse(Long.MAX_VALUE);
        return Plain.list(
                handle,
                SELECT + """
                        WHERE f.owner = ? AND s.id = ? AND f.complete = ?
                            AND f.created_at <= ? AND (f.created_at < ? OR f.id < ?)
                        ORDER BY f.created_at DESC, f.id DESC LIMIT ?""",
                JdbcFiles::file,
                owner.value(),
                chat.value(),
                true,
                micros,
                micros,
                after.map(ListPosition::id)
                        .map(FileId::value)
                        .orElse(JdbcChats.FIRST.id().value()),
                limit);
    }

    @Override
    public Optional<byte[]> piece(UserId owner, FileId id, int index) {
        return Plain.first(
                        handle,
                        "SELECT no FROM stored_file WHERE id = ? AND owner = ? AND complete = ?",
                        row -> row.getLong(1),
                        id.value(),
                        owner.value(),
                        true)
                .flatMap(no -> Plain.first(
                        handle,
                        "SELECT content FROM file_piece WHERE place = ?",
                        row -> row.getBytes(1),
                        no * Columns.PLACES + index));
    }

    @Override
    public void attach(UserId owner, FileId id, MessageId message) {
        Plain.update(
                handle,
                "UPDATE stored_file SET message = ? WHERE id = ? AND owner = ? AND message IS NULL",
                message.seq(),
                id.value(),
                owner.value());
    }

    @Override
    public boolean delete(UserId owner, ChatId chat, FileId id) {
        return Plain.update(handle, """
                        DELETE FROM stored_file WHERE id = ? AND owner = ?
                            AND session_no = (SELECT no FROM chat_session WHERE id = ? AND owner = ?)""", id.value(), owner.value(), chat.value(), owner.value()) == 1;
    }

    @Override
    public Taken taken(UserId owner, ChatId chat) {
        long bytes = Plain.first(
                        handle,
                        "SELECT COALESCE(SUM(size_bytes), 0) FROM stored_file WHERE owner = ?",
                        row -> row.getLong(1),
                        owner.value())
                .orElse(0L);
        int files = Plain.first(handle, """
                        SELECT COUNT(*) FROM stored_file WHERE owner = ?
                            AND session_no = (SELECT no FROM chat_session WHERE id = ? AND owner = ?)""", row -> row.getInt(1), owner.value(), chat.value(), owner.value())
                .orElse(0);
        return new Taken(bytes, files);
    }

    @Override
    public int prune(Instant incompleteBefore, Instant unusedBefore, int limit) {
        List<Long> old = Plain.list(
                handle,
                """
                SELECT no FROM stored_file WHERE message IS NULL
                    AND (created_at < ? OR (created_at < ? AND complete = ?))
                ORDER BY created_at LIMIT ?""",
                row -> row.getLong(1),
                Columns.micros(unusedBefore),
                Columns.micros(incompleteBefore),
                false,
                limit);
        old.forEach(no -> Plain.update(handle, "DELETE FROM stored_file WHERE no = ?", no));
        return old.size();
    }
}
