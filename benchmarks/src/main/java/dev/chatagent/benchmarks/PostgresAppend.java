package dev.chatagent.benchmarks;

import dev.chatagent.chat.ChatRepository;
import dev.chatagent.jdbc.JdbcStorage;
import dev.chatagent.storage.Storage;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
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
        List<RawAppend> callers = new ArrayList<>();
        try {
            for (int i = 0; i < 16; i++) {
                callers.add(new RawAppend(
                        connect(url),
                        Optional.empty(),
                        chatter.owner(),
                        chatter.chats().get(i)));
            }
            return Loop.timed(time, List.copyOf(callers));
        } finally {
            for (RawAppend caller : callers) {
                caller.close();
            }
        }
    }

    private static Connection connect(String url) throws SQLException {
        URI at = URI.create(url);
        return DriverManager.getConnection(
                "jdbc:postgresql://" + at.getHost() + ":" + at.getPort() + at.getPath() + "?user=" + at.getUserInfo());
    }
}
