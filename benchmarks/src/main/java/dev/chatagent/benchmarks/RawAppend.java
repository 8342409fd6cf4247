package dev.chatagent.benchmarks;

import dev.chatagent.id.ChatId;
import dev.chatagent.id.UserId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One caller's appends by hand: kept statements, one commit a message. For one thread. */
final class RawAppend implements Loop.Call, AutoCloseable {
    private final Connection connection;
    private final PreparedStatement find;
    private final PreparedStatement insert;
    private final PreparedStatement count;
    private final @Nullable PreparedStatement sync;

    /**
     * @param opened closed with this
     * @param afterCommit what forces a commit to the disk, where the commit itself does not
     */
    RawAppend(Connection opened, Optional<String> afterCommit, UserId owner, ChatId chat) throws SQLException {
        connection = opened;
        connection.setAutoCommit(false);
        find = connection.prepareStatement("SELECT no, message_count FROM chat_session WHERE id = ? AND owner = ?");
        find.setObject(1, chat.value());
        find.setObject(2, owner.value());
        insert = connection.prepareStatement(
                "INSERT INTO chat_message (place, parent, role, status, parts, created_at, run_id)"
                        + " VALUES (?, NULL, 'USER', 'COMPLETE', ?, ?, ?)");
        count = connection.prepareStatement("UPDATE chat_session SET message_count = ?, updated_at = ? WHERE no = ?");
        sync = afterCommit.isEmpty() ? null : connection.prepareStatement(afterCommit.get());
    }

    @Override
    public Object run() throws SQLException {
        long now = System.currentTimeMillis() * 1_000;
        try (ResultSet chat = find.executeQuery()) {
            chat.next();
            long no = chat.getLong(1);
            int seq = chat.getInt(2) + 1;
            insert.setLong(1, (no << 32) + seq);
            insert.setString(2, Chatter.PARTS);
            insert.setLong(3, now);
            insert.setNull(4, Types.OTHER);
            insert.executeUpdate();
            count.setInt(1, seq);
            count.setLong(2, now);
            count.setLong(3, no);
            count.executeUpdate();
        }
        connection.commit();
        if (sync != null) {
            sync.execute();
        }
        return true;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
