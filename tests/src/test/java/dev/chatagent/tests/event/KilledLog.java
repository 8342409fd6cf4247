package dev.chatagent.tests.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Messages and events as the files hold them once their process was killed: read with SQL alone. */
final class KilledLog {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CHAT = "CHAT:";

    /** {@code <chat>.<place>} of every message. */
    final Set<String> messages = new HashSet<>();

    /** The same of every message of which an event tells. */
    final Set<String> told = new HashSet<>();

    /** The type of each event, by stream and place. */
    final Map<String, String> events = new HashMap<>();

    private final Map<Long, String> streams = new HashMap<>();

    KilledLog(Connection connection) throws SQLException, JsonProcessingException {
        try (Statement statement = connection.createStatement()) {
            readMessages(statement);
            readEvents(statement);
        }
    }

    private void readMessages(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery(
                "SELECT s.id, m.place FROM chat_message m JOIN chat_session s" + " ON s.no = m.place / 4294967296")) {
            while (rows.next()) {
                messages.add(rows.getString(1) + "." + rows.getLong(2) % (1L << 32));
            }
        }
        try (ResultSet rows = statement.executeQuery("SELECT count(*) FROM chat_message")) {
            rows.next();
            assertThat(rows.getInt(1)).as("messages that have a chat").isEqualTo(messages.size());
        }
    }

    /** Every stream is whole: 1, 2, 3 … up to the place that the next event would follow. */
    private void readEvents(Statement statement) throws SQLException, JsonProcessingException {
        Map<Long, Long> last = new HashMap<>();
        try (ResultSet rows = statement.executeQuery("SELECT no, name, last_seq FROM event_stream")) {
            while (rows.next()) {
                streams.put(rows.getLong(1), rows.getString(2));
                last.put(rows.getLong(1), rows.getLong(3));
            }
        }
        Map<Long, Long> counted = new HashMap<>();
        try (ResultSet rows = statement.executeQuery("SELECT place, type, json FROM event ORDER BY place")) {
            while (rows.next()) {
                long stream = rows.getLong(1) >> 32;
                long seq = rows.getLong(1) % (1L << 32);
                assertThat(seq).as(streams.get(stream)).isEqualTo(counted.merge(stream, 1L, Long::sum));
                take(streams.getOrDefault(stream, ""), seq, rows.getString(2), JSON.readTree(rows.getString(3)));
            }
        }
        assertThat(counted).isEqualTo(last);
    }

    private void take(String stream, long seq, String type, JsonNode data) {
        assertThat(stream).isNotEmpty();
        events.put(stream.replace(CHAT, "session:") + " " + seq, type);
        if (stream.startsWith(CHAT) && type.equals("message.created")) {
            told.add(data.path("message").path("id").asText());
        }
    }

    /** Every chat that somebody was told of is there, and the reverse. */
    void bothOrNeither() {
        assertThat(told).as("messages with their events").isEqualTo(messages);
    }
}
