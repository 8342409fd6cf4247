package dev.chatagent.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.event.EventRepository;
import dev.chatagent.event.StreamId;
import dev.chatagent.id.ChatId;
import dev.chatagent.storage.Storage;
import dev.chatagent.testkit.Eventually;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that restarts, is killed and cuts connections while many write. */
@Tag("proof")
@Timeout(900)
class PostgresRestartTest {
    /** How a server ends, beside pg_ctl's ways. */
    private static final String KILL = "kill -9";

    /** Four times what is promised, on a machine that does other things too. */
    private static final Duration SOON = Duration.ofSeconds(1);

    private volatile CountDownLatch serving = new CountDownLatch(0);

    @Test
    void restarts_and_kills_under_load_lose_and_double_nothing() throws Exception {
        endUnderLoad(16, List.of("fast", "immediate", KILL, "fast", KILL, "immediate"));
    }

    @Test
    @Tag("long")
    void ten_restarts_and_five_kills_under_the_load_of_many_lose_and_double_nothing() throws Exception {
        endUnderLoad(
                64,
                Stream.iterate(0, i -> i + 1)
                        .limit(15)
                        .map(i -> i % 3 == 2 ? KILL : i % 2 == 0 ? "fast" : "immediate")
                        .toList());
    }

    /** Who was refused calls again once the server is back, so a second refusal of an outage would be one too many. */
    private void endUnderLoad(int callers, List<String> ways) throws Exception {
        PostgresFixture server = PostgresFixture.create();
        server.start();
        WriteLoad load;
        try (Storage storage = JdbcStorage.at(server.url("load"))) {
            storage.start();
            load = new WriteLoad(storage, callers, this::awaitServing);
            try (load) {
                for (String way : ways) {
                    load.awaitAcknowledged(200);
                    serving = new CountDownLatch(1);
                    end(server, way);
                    server.start();
                    serving.countDown();
                }
                load.awaitAcknowledged(200);
            }
            load.assertKept(storage);
        }
        int refusals = load.refused().values().stream().mapToInt(i -> i).sum();
        System.out.printf(
                "PostgresRestartTest: %d callers, %s: %d acknowledged, 0 lost, 0 doubled, refused %s, longest call %d ms%n",
                callers,
                ways,
                load.acknowledged(),
                load.refused(),
                load.longest().toMillis());
        assertThat(refusals).as("one a call and outage").isLessThanOrEqualTo(ways.size() * callers);
        assertThat(load.refused().keySet()).isSubsetOf(ErrorCode.UNAVAILABLE, ErrorCode.OUTCOME_UNKNOWN);
        try (Storage reopened = JdbcStorage.at(server.url("load"))) {
            reopened.start();
            load.assertKept(reopened);
        }
        server.stop("fast");
    }

    private static void end(PostgresFixture server, String way) throws Exception {
        if (way.equals(KILL)) {
            server.kill();
        } else {
            server.stop(way);
        }
    }

    private void awaitServing() {
        try {
            assertThat(serving.await(120, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Map<StreamId, Long> look(Storage storage) {
        return storage.read(
                unit -> unit.get(EventRepository.class).lastSeqs(Set.of(StreamId.of(new ChatId(new UUID(1, 1))))));
    }

    private static List<Thread> connecting() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> Stream.of(thread.getValue())
                        .anyMatch(frame -> frame.getClassName().equals(PatientDataSource.class.getName())))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** A pool by itself would try again after ten milliseconds, twenty, and so on, and be waiting by then for two seconds and a half. */
    @Test
    void a_server_that_was_away_for_a_while_is_used_as_soon_as_it_is_back() throws Exception {
        PostgresFixture server = PostgresFixture.create();
        server.start();
        try (Storage storage = JdbcStorage.at(server.url("away"))) {
            storage.start();
            server.stop("fast");
            assertThatThrownBy(() -> look(storage)).isInstanceOf(ChatAgentException.class);
            server.start();
            long back = System.nanoTime();
            assertThat(look(storage)).containsValue(0L);
            assertThat(Duration.ofNanos(System.nanoTime() - back)).isLessThan(SOON);
            server.stop("fast");
            assertThatThrownBy(() -> look(storage)).isInstanceOf(ChatAgentException.class);
        }
        Eventually.until("nobody looks for a server that nobody wants", () -> connecting()
                .isEmpty());
    }

    @Test
    void connections_that_are_cut_are_not_noticed() throws Exception {
        PostgresFixture server = PostgresFixture.get();
        String url = server.newDatabase();
        String database = url.substring(url.lastIndexOf('/') + 1);
        try (Storage storage = JdbcStorage.at(url)) {
            storage.start();
            WriteLoad load = new WriteLoad(storage, 16);
            try (load) {
                for (int i = 0; i < 5; i++) {
                    load.awaitAcknowledged(100);
                    server.execute(
                            database,
                            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + database
                                    + "' AND pid <> pg_backend_pid()");
                }
                load.awaitAcknowledged(100);
            }
            load.assertKept(storage);
            assertThat(load.refused()).isEmpty();
        }
    }
}
