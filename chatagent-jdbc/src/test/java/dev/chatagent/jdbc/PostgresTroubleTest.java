package dev.chatagent.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatagent.account.LoginFailureRepository;
import dev.chatagent.account.LoginFailures;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.event.EventDraft;
import dev.chatagent.event.EventRepository;
import dev.chatagent.event.StreamId;
import dev.chatagent.health.ComponentHealth.Status;
import dev.chatagent.id.ChatId;
import dev.chatagent.storage.Storage;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that is away, comes late or lets nobody in; and several nodes on one. */
@Timeout(300)
class PostgresTroubleTest {
    private static final Instant T = Instant.parse("2026-01-02T03:04:05Z");
    private static final int WRITERS = 16;

    private static Storage started(String url) {
        Storage storage = JdbcStorage.at(url);
        storage.start();
        return storage;
    }

    private static <T> List<T> atOnce(List<Callable<T>> calls) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(calls.size());
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> future : pool.invokeAll(calls)) {
                results.add(future.get());
            }
            return results;
        } finally {
            pool.shutdownNow();
        }
    }

    private static int count(PostgresFixture server, String database, String sql) throws Exception {
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getInt(1);
        }
    }

    @Test
    void five_nodes_that_start_at_once_make_and_migrate_the_database_once() throws Exception {
        PostgresFixture server = PostgresFixture.get();
        String url = server.newDatabase();
        List<Callable<Storage>> starts = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            starts.add(() -> started(url));
        }
        List<Storage> nodes = atOnce(starts);
        for (Storage node : nodes) {
            assertThat(node.check().status()).isEqualTo(Status.UP);
            append(node, new ChatId(UUID.randomUUID()), "hello");
        }
        String database = url.substring(url.lastIndexOf('/') + 1);
        assertThat(count(server, database, "SELECT COUNT(*) FROM chatagent_schema_history WHERE version = '1'"))
                .isEqualTo(1);
        assertThat(count(server, database, "SELECT COUNT(*) FROM event")).isEqualTo(5);
        nodes.forEach(Storage::close);
    }

    private static long append(Storage storage, ChatId chat, String text) {
        return storage.write(unit -> unit.get(EventRepository.class)
                .append(List.of(new EventDraft(StreamId.of(chat), "test", T, "\"" + text + "\"")))
                .get(0)
                .seq());
    }

    @Test
    void units_of_two_nodes_never_come_between_one_another() throws Exception {
        String url = PostgresFixture.get().newDatabase();
        try (Storage one = started(url);
                Storage two = started(url)) {
            List<Callable<Boolean>> calls = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                Storage node = i % 2 == 0 ? one : two;
                calls.add(() -> {
                    for (int n = 0; n < 25; n++) {
                        node.write(unit -> countUp(unit.get(LoginFailureRepository.class)));
                    }
                    return true;
                });
            }
            atOnce(calls);
            int counted = one.read(unit -> unit.get(LoginFailureRepository.class)
                    .find("counter")
                    .orElseThrow()
                    .count());
            assertThat(counted).isEqualTo(WRITERS * 25);
        }
    }

    /** Reads, then writes: what a lost update is made of. */
    private static boolean countUp(LoginFailureRepository counters) {
        int before = counters.find("counter").map(LoginFailures::count).orElse(0);
        counters.put(new LoginFailures("counter", before + 1, T, T));
        return true;
    }

    @Test
    void a_server_that_is_down_is_waited_for() throws Exception {
        PostgresFixture server = PostgresFixture.create();
        try (Storage storage = JdbcStorage.at(server.url("late"))) {
            storage.start();
            assertThat(storage.check().status()).isEqualTo(Status.DOWN);
            assertThat(storage.check().detail()).contains("127.0.0.1:" + server.port() + "/late");
            assertThatThrownBy(() -> append(storage, new ChatId(UUID.randomUUID()), "x"))
                    .isInstanceOfSatisfying(
                            ChatAgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
            server.start();
            awaitUp(storage);
            assertThat(append(storage, new ChatId(UUID.randomUUID()), "x")).isEqualTo(1);
        }
        server.stop("fast");
    }

    private static void awaitUp(Storage storage) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (storage.check().status() != Status.UP) {
            assertThat(System.nanoTime()).as("it is up in time").isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    @Test
    void who_may_not_in_or_may_not_create_is_told_what_to_do() throws Exception {
        PostgresFixture server = PostgresFixture.get();
        server.execute("postgres", "CREATE ROLE guarded LOGIN PASSWORD 'right'");
        server.execute("postgres", "CREATE ROLE poor LOGIN");
        String guarded = "postgres://guarded:sesame@127.0.0.1:" + server.port() + "/x";
        assertThatThrownBy(() -> started(guarded))
                .isInstanceOf(ChatAgentException.class)
                .hasMessageContaining("guarded")
                .hasMessageContaining("password")
                .satisfies(e -> assertThat(e.toString() + e.getCause()).doesNotContain("sesame"));
        assertThatThrownBy(() -> started("postgres://poor@127.0.0.1:" + server.port() + "/nowhere"))
                .isInstanceOf(ChatAgentException.class)
                .hasMessageContaining("nowhere does not exist")
                .hasMessageContaining("CREATEDB");
        try (Storage unknownHost = JdbcStorage.at("postgres://u:sesame@no-such-host.invalid/x")) {
            unknownHost.start();
            assertThat(unknownHost.check().detail())
                    .contains("no-such-host.invalid")
                    .doesNotContain("sesame");
        }
    }

    @Test
    void a_schema_of_a_newer_version_is_left_alone() throws Exception {
        PostgresFixture server = PostgresFixture.get();
        String url = server.newDatabase();
        started(url).close();
        server.execute(
                url.substring(url.lastIndexOf('/') + 1),
                "INSERT INTO chatagent_schema_history SELECT 99, '99', description, type, 'V99__x.sql', checksum,"
                        + " installed_by, now(), 1, true FROM chatagent_schema_history WHERE version = '1'");
        assertThatThrownBy(() -> started(url))
                .isInstanceOf(ChatAgentException.class)
                .hasMessageContaining("newer version");
    }

    @Test
    void a_node_that_is_stuck_in_a_unit_holds_up_the_others_for_a_while_only() throws Exception {
        String url = PostgresFixture.get().newDatabase();
        try (Storage stuck = started(url);
                Storage other = started(url)) {
            CountDownLatch inside = new CountDownLatch(1);
            CountDownLatch letGo = new CountDownLatch(1);
            Thread thread = new Thread(() -> {
                try {
                    stuck.write(unit -> {
                        unit.get(LoginFailureRepository.class).find("x");
                        inside.countDown();
                        return await(letGo);
                    });
                } catch (ChatAgentException e) { // its connection has been ended, as it should be
                    assertThat(e.code()).isIn(ErrorCode.UNAVAILABLE, ErrorCode.OUTCOME_UNKNOWN);
                }
            });
            thread.start();
            inside.await();
            long began = System.nanoTime();
            ChatId chat = new ChatId(UUID.randomUUID());
            while (true) {
                try {
                    append(other, chat, "x");
                    break;
                } catch (ChatAgentException e) {
                    assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE);
                }
                assertThat(System.nanoTime() - began).isLessThan(TimeUnit.SECONDS.toNanos(90));
            }
            letGo.countDown();
            thread.join();
        }
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(100, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
