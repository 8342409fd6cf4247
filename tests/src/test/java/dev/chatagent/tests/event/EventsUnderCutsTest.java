package dev.chatagent.tests.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.event.StreamId;
import dev.chatagent.examples.containers.Container;
import dev.chatagent.id.ChatId;
import dev.chatagent.id.TenantId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that are cut at random places while events are written and forgotten: nothing lost, doubled, reordered or made up. */
@Tag("proof")
class EventsUnderCutsTest {
    private static final int PEOPLE = 4;
    private static final int CHATS = 2;
    private static final int CLIENTS_EACH = 3;
    private static final int PRUNE_MILLIS = 200;
    private static final long PATIENCE_SECONDS = 1_800;

    private final long seed = Long.getLong("chatagent.seed", System.nanoTime());

    /** Somebody, their streams, and everybody who listens to these. */
    private record Crowd(
            EventServer.Person person, List<ChatId> chats, List<Ledger> ledgers, List<List<Heard>> heard) {}

    @ParameterizedTest
    @EnumSource(Container.class)
    void nothing_is_lost_doubled_or_reordered(Container container, @TempDir Path home) throws Exception {
        run(container, home, new Load(4_000, 60, 100, 700));
    }

    @Test
    @Tag("long")
    void nothing_is_lost_in_a_million_events_and_ten_thousand_cuts(@TempDir Path home) throws Exception {
        run(Container.JETTY, home, new Load(1_000_000, 10_000, 800, 3_000));
    }

    private void run(Container container, Path home, Load load) throws Exception {
        System.out.println("EventsUnderCutsTest: -Dchatagent.seed=" + seed);
        long began = System.nanoTime();
        try (EventServer server = new EventServer(container, home)) {
            List<Crowd> crowds = new ArrayList<>();
            for (int i = 0; i < PEOPLE; i++) {
                crowds.add(crowd(server, i));
            }
            List<Follower> followers = followers(server, crowds, load);
            List<Ledger> ledgers =
                    crowds.stream().flatMap(each -> each.ledgers().stream()).toList();
            AtomicBoolean over = new AtomicBoolean();
            ExecutorService forgetting = Executors.newSingleThreadExecutor();
            Future<?> forgotten = forgetting.submit(() -> forget(server, ledgers, load, over));
            List<Work> all = new ArrayList<>();
            followers.forEach(each -> all.add(() -> each.follow()));
            for (int i = 0; i < PEOPLE; i++) {
                Crowd crowd = crowds.get(i);
                EventWriter writer = new EventWriter(server, crowd.person(), crowd.chats(), seed + i, load);
                all.add(writer::write);
            }
            inParallel(load, all);
            over.set(true);
            forgotten.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            forgetting.shutdown();
            for (Ledger ledger : ledgers) {
                ledger.read();
            }
            inParallel(
                    load, followers.stream().map(each -> (Work) each::catchUp).toList());
            for (Ledger ledger : ledgers) {
                ledger.read(); // answers that were still being written
            }
            report(container, crowds, load, System.nanoTime() - began);
        }
    }

    private void report(Container container, List<Crowd> crowds, Load load, long nanos) {
        List<Heard> heard = crowds.stream()
                .flatMap(each -> each.heard().stream())
                .flatMap(List::stream)
                .toList();
        long last = crowds.stream()
                .flatMap(each -> each.ledgers().stream())
                .mapToLong(Ledger::last)
                .sum();
        long unread = sum(heard, Heard::compare);
        System.out.printf(
                "EventsUnderCutsTest %s: %d events, %d cuts, %d heard by %d clients, 0 lost, 0 doubled, 0 reordered; "
                        + "%d recovered, %d outside the window and told so, %d forgotten while read, %d not compared; %d ms%n",
                container,
                last,
                load.cut(),
                sum(heard, Heard::count),
                PEOPLE * CLIENTS_EACH,
                sum(heard, Heard::recoveries),
                sum(heard, Heard::resets),
                sum(heard, Heard::gaps),
                unread,
                nanos / 1_000_000);
        assertThat(last).isGreaterThanOrEqualTo(load.events);
        assertThat(load.cut()).isGreaterThanOrEqualTo(load.cuts);
        assertThat(sum(heard, Heard::recoveries)).isGreaterThan(load.cuts / 4);
        assertThat(sum(heard, Heard::resets))
                .isGreaterThanOrEqualTo(load.cuts / 1_000); // of few cuts, all may be short
        assertThat(unread * 4).isLessThanOrEqualTo(sum(heard, Heard::count)); // written while they were being forgotten
    }

    private static long sum(List<Heard> heard, ToLongFunction<Heard> what) {
        return heard.stream().mapToLong(what).sum();
    }

    private List<Follower> followers(EventServer server, List<Crowd> crowds, Load load) {
        List<Follower> followers = new ArrayList<>();
        for (Crowd crowd : crowds) {
            for (List<Heard> heard : crowd.heard()) {
                followers.add(new Follower(
                        server.port(), crowd.person().token(), heard, seed + 100 + followers.size(), load));
            }
        }
        return followers;
    }

    private static Object forget(EventServer server, List<Ledger> ledgers, Load load, AtomicBoolean over)
            throws Exception {
        while (!over.get()) {
            Ledger.prune(server.storage, ledgers, Instant.now().minusMillis(load.windowMillis));
            LockSupport.parkNanos(PRUNE_MILLIS * 1_000_000L);
        }
        return over;
    }

    /** Work that may fail. */
    private interface Work {
        void run() throws Exception;
    }

    /** The first failure ends everything. */
    private static void inParallel(Load load, List<Work> all) throws Exception {
        ExecutorService pool = Executors.newCachedThreadPool();
        try {
            List<Future<Object>> running = new ArrayList<>();
            for (Work each : all) {
                running.add(pool.submit(() -> {
                    try {
                        each.run();
                        return each;
                    } catch (Exception | Error e) {
                        load.stop();
                        throw e;
                    }
                }));
            }
            for (Future<?> each : running) {
                each.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private Crowd crowd(EventServer server, int number) {
        EventServer.Person person =
                server.person("person" + number, number % 2 == 0 ? TenantId.DEFAULT : new TenantId("other"));
        List<ChatId> chats =
                IntStream.range(0, CHATS).mapToObj(i -> server.chat(person)).toList();
        List<Ledger> ledgers = new ArrayList<>();
        List<String> names = new ArrayList<>();
        ledgers.add(new Ledger(server.storage, StreamId.of(person.principal().user())));
        names.add("user");
        for (ChatId chat : chats) {
            ledgers.add(new Ledger(server.storage, StreamId.of(chat)));
            names.add("session:" + chat);
        }
        List<List<Heard>> heard = IntStream.range(0, CLIENTS_EACH)
                .mapToObj(i -> Follower.heardOf(ledgers, names))
                .toList();
        return new Crowd(person, chats, ledgers, heard);
    }
}
