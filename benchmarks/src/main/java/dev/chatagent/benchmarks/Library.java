package dev.chatagent.benchmarks;

import dev.chatagent.id.ChatId;
import dev.chatagent.jdbc.JdbcStorage;
import dev.chatagent.storage.Storage;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/** An H2 file full of chats of 1,000 messages. */
record Library(Path file, Chatter chatter) {
    static final int MESSAGES = 1_000;

    static Library fill(Path file, int chats) throws SQLException {
        Chatter chatter;
        try (Storage storage = JdbcStorage.h2(file)) {
            storage.start();
            chatter = Chatter.in(storage, chats);
        }
        try (Connection connection = RawH2.open(file);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("UPDATE chat_session SET message_count = " + MESSAGES);
            insert(connection);
            connection.commit();
        }
        return new Library(file, chatter);
    }

    /** One chat after the other, as the key sorts them. */
    private static void insert(Connection connection) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO chat_message (place, role, status, parts, created_at)
                SELECT s.no * 4294967296 + x, 'USER', 'COMPLETE', ?, x FROM chat_session s, SYSTEM_RANGE(1, ?)
                WHERE s.no BETWEEN ? AND ? ORDER BY 1
                """)) {
            int step = 50;
            long last = lastNumber(connection);
            for (long first = 1; first <= last; first += step) {
                insert.setString(1, Chatter.PARTS);
                insert.setInt(2, MESSAGES);
                insert.setLong(3, first);
                insert.setLong(4, first + step - 1);
                insert.executeUpdate();
                connection.commit();
            }
        }
    }

    private static long lastNumber(Connection connection) throws SQLException {
        try (var row = connection.createStatement().executeQuery("SELECT max(no) FROM chat_session")) {
            row.next();
            return row.getLong(1);
        }
    }

    ChatId chat(int random) {
        return chatter.chats().get(random % chatter.chats().size());
    }
}
