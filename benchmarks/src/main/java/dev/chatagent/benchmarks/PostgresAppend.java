package dev.chatagent.benchmarks;

import dev.chatagent.chat.ChatRepository;
import dev.chatagent.id.ChatId;
import dev.chatagent.id.UserId;
import dev.chatagent.jdbc.JdbcStorage;
import dev.chatagent.storage.Storage;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Appending a message durably to PostgreSQL: callers that share commits against threads that commit each message. Needs a server,
 * whose URL up to the beginning of database names is in {@code CHATAGENT_BENCH_POSTGRES}, e.g.
 * {@code postgres://owner@127.0.0.1:5432/bench}.
 */
final class PostgresAppend implements Row {
    @Override
    public String name() {
        return "postgres";
    }

    static Optional<String> server() {
        return Optional.ofNullable(System.getenv("CHATAGENT_BENCH_POSTGRES"));
    }

    @Override
    public List<Line> measure(Scale scale) throws Exception {
        if (server().isEmpty()) {
            System.err.println("No PostgreSQL rows: CHATAGENT_BENCH_POSTGRES names no server");
            return List.of();
        }
        String url = server().get() + "_append_" + System.nanoTime();
        try (Storage storage = JdbcStorage.at(url)) {
            storage.start();
            Chatter chatter = Chatter.in(storage, 256);
            List<Line> lines = new ArrayList<>();
            for (int[] each : new int[][] {{64, 20}, {256, 35}}) {
                Duel duel = Duel.fight(
                        scale, time -> ours(time, storage, chatter, each[0]), time -> raw(time, url, chatter));
                lines.add(duel.line(
                        "PostgreSQL append, " + each[0] + " callers",
                        "raw JDBC, 16 threads",
                        Bar.atLeast(each[1] / 10.0)));
            }
            return lines;
        }
    }

    private static Sample ours(Duration time, Storage storage, Chatter chatter, int callers) throws Exception {
        return Loop.timed(
                time,
                chatter.chats().subList(0, callers).stream()
                        .<Loop.Call>map(chat -> () -> storage.write(unit ->
                                unit.get(ChatRepository.class).append(chatter.owner(), chat, Chatter.message())))
                        .toList());
    }

    private static Sample raw(Duration time, String url, Chatter chatter) throws Exception {
        List<Raw> callers = new ArrayList<>();
        try {
            for (int i = 0; i < 16; i++) {
                callers.add(new Raw(url, chatter.owner(), chatter.chats().get(i)));
            }
            return Loop.timed(time, List.copyOf(callers));
        } finally {
            for (Raw caller : callers) {
                caller.close();
            }
        }
    }

    /** One caller's appends by hand: kept statements, one commit a message. For one thread. */
    private static final class Raw implements Loop.Call, AutoCloseable {
        private final Connection connection;
        private final PreparedStatement find;
        private final PreparedStatement insert;
        private final PreparedStatement count;

        Raw(String url, UserId owner, ChatId chat) throws SQLException {
            URI at = URI.create(url);
            connection = DriverManager.getConnection("jdbc:postgresql://" + at.getHost() + ":" + at.getPort()
                    + at.getPath() + "?user=" + at.getUserInfo());
            connection.setAutoCommit(false);
            find = connection.prepareStatement("SELECT no, message_count FROM chat_session WHERE id = ? AND owner = ?");
            find.setObject(1, chat.value());
            find.setObject(2, owner.value());
            insert = connection.prepareStatement(
                    "INSERT INTO chat_message (place, parent, role, status, parts, created_at, run_id)"
                            + " VALUES (?, NULL, 'USER', 'COMPLETE', ?, ?, ?)");
            count = connection.prepareStatement(
                    "UPDATE chat_session SET message_count = ?, updated_at = ? WHERE no = ?");
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
            return true;
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }
}
