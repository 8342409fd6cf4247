package dev.chatagent.benchmarks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.chatagent.chat.Message;
import dev.chatagent.chat.MessageRole;
import dev.chatagent.chat.MessageStatus;
import dev.chatagent.chat.Part;
import dev.chatagent.id.ChatId;
import dev.chatagent.id.MessageId;
import dev.chatagent.id.RunId;
import dev.chatagent.id.UserId;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

/**
 * A page of history by hand: kept statements, and the same records made of their columns, the text read from its JSON by a
 * streaming parser. For one thread.
 */
final class RawPage implements AutoCloseable {
    private static final JsonFactory JSON = new JsonFactory();

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

    List<Message> read(ChatId chat, int before) throws SQLException, IOException {
        find.setObject(1, chat.value());
        long no;
        try (ResultSet found = find.executeQuery()) {
            found.next();
            no = found.getLong(1);
        }
        page.setLong(1, no << 32);
        page.setLong(2, (no << 32) + before);
        List<Message> messages = new ArrayList<>();
        try (ResultSet row = page.executeQuery()) {
            while (row.next()) {
                messages.add(message(chat, row));
            }
        }
        Collections.reverse(messages);
        return messages;
    }

    private static Message message(ChatId chat, ResultSet row) throws SQLException, IOException {
        int seq = (int) row.getLong(1);
        int parent = row.getInt(2);
        UUID run = row.getObject(7, UUID.class);
        if (row.getString(8) != null) {
            throw new SQLException("No message here has failed");
        }
        return new Message(
                new MessageId(chat, seq),
                seq,
                parent == 0 ? null : new MessageId(chat, parent),
                MessageRole.valueOf(row.getString(3)),
                List.of(new Part.Text(text(row.getString(5)))),
                MessageStatus.valueOf(row.getString(4)),
                Instant.EPOCH.plus(row.getLong(6), ChronoUnit.MICROS),
                run == null ? null : new RunId(run),
                null);
    }

    /** The one text of the message, of which nothing else is checked. */
    private static String text(String parts) throws IOException {
        try (JsonParser parser = JSON.createParser(parts)) {
            while (!"text".equals(parser.nextFieldName())) {}
            return parser.nextTextValue();
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
