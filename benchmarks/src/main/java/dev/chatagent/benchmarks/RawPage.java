package dev.chatagent.benchmarks;

import dev.chatagent.id.ChatId;
import dev.chatagent.id.UserId;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A page of history by hand: kept statements, the columns as they are, nothing parsed. For one thread. */
final class RawPage implements AutoCloseable {
    private final Connection connection;
    private final PreparedStatement find;
    private final PreparedStatement page;

    RawPage(Path file, UserId owner) throws SQLException {
        connection = RawH2.open(file);
        find = connection.prepareStatement("SELECT no FROM chat_session WHERE id = ? AND owner = ?");
        find.setObject(2, owner.value());
        page = connection.prepareStatement("""
                SELECT place, parent, role, status, parts, created_at, run_id, error FROM chat_message
                WHERE place > ? AND place < ? ORDER BY place DESC LIMIT 50
                """);
    }

    /** A row as it is stored. */
    record RawMessage(
            long place,
            int parent,
            String role,
            String status,
            String parts,
            long createdAt,
            @Nullable UUID run,
            @Nullable String error) {}

    List<RawMessage> read(ChatId chat, int before) throws SQLException {
        find.setObject(1, chat.value());
        long no;
        try (ResultSet found = find.executeQuery()) {
            found.next();
            no = found.getLong(1);
        }
        page.setLong(1, no << 32);
        page.setLong(2, (no << 32) + before);
        List<RawMessage> messages = new ArrayList<>();
        try (ResultSet row = page.executeQuery()) {
            while (row.next()) {
                messages.add(new RawMessage(
                        row.getLong(1),
                        row.getInt(2),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        row.getLong(6),
                        row.getObject(7, UUID.class),
                        row.getString(8)));
            }
        }
        return messages;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
