package dev.chatagent.testkit.runtime;

import static dev.chatagent.testkit.Eventually.until;
import static dev.chatagent.testkit.runtime.Fixture.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.auth.Principal;
import dev.chatagent.config.Settings;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.event.Event;
import dev.chatagent.event.EventRepository;
import dev.chatagent.event.StreamId;
import dev.chatagent.id.ConnectionId;
import dev.chatagent.presence.ConnectionKind;
import dev.chatagent.presence.PresenceEvent;
import dev.chatagent.presence.PresentConnection;
import dev.chatagent.storage.Storage;
import dev.chatagent.storage.memory.InMemoryStorage;
import dev.chatagent.testkit.SharedStorage;
import dev.chatagent.testkit.TestClock;
import dev.chatagent.wire.JsonEventCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who is here, over nodes that come and go and a database that fails. */
class PresenceTest {
    private static final int CROWD = 2_000;

    private final TestClock clock = TestClock.create();
    private final List<Fixture> nodes = new ArrayList<>();

    @AfterEach
    void close() {
        nodes.forEach(Fixture::close);
    }

    private Fixture node(Storage storage) {
        return node(storage, settings -> settings);
    }

    private Fixture node(Storage storage, UnaryOperator<Settings> more) {
        Fixture node =
                new Fixture(builder -> builder.storage(storage).clock(clock).settings(more.apply(Fixture.settings())));
        nodes.add(node);
        return node;
    }

    private static Runnable join(Fixture node, Principal principal) {
        return node.runtime.presence().joined(principal, ConnectionKind.WEBSOCKET, () -> {});
    }

    private static List<PresentConnection> here(Fixture node, Principal principal) {
        return node.runtime.presence().list(principal);
    }

    private static Fixture.Watch watch(Fixture node, Principal principal) {
        return node.new Watch(principal, StreamId.of(principal.user()), 0);
    }

    private static PresentConnection joined(Event event) {
        return new JsonEventCodec().decode(event.type(), event.json()) instanceof PresenceEvent.PresenceJoined joined
                ? joined.connection()
                : fail(event);
    }

    private static PresentConnection left(Event event) {
        return new JsonEventCodec().decode(event.type(), event.json()) instanceof PresenceEvent.PresenceLeft left
                ? left.connection()
                : fail(event);
    }

    private static PresentConnection fail(Event event) {
        throw new AssertionError(event);
    }

    private static long count(Fixture.Watch watch, String type) {
        return watch.types().stream().filter(type::equals).count();
    }

    @Test
    void who_comes_and_goes_is_listed_and_told_with_the_same_words() {
        Fixture node = node(InMemoryStorage.create());
        Principal ada = node.person("ada");
        Principal eve = node.person("eve");
        Runnable end = join(node, ada);
        try (Fixture.Watch watch = watch(node, ada)) {
            watch.await("presence.joined");
            assertThat(here(node, ada)).containsExactly(joined(watch.events().get(0)));
            assertThat(here(node, ada).get(0).kind()).isEqualTo(ConnectionKind.WEBSOCKET);
            assertThat(here(node, eve)).isEmpty();
            end.run();
            end.run();
            watch.await("presence.left");
            assertThat(left(watch.events().get(1)))
                    .isEqualTo(joined(watch.events().get(0)));
            assertThat(here(node, ada)).isEmpty();
            assertThat(watch.types()).containsExactly("presence.joined", "presence.left");
        }
    }

    @Test
    void page_that_is_loaded_again_has_joined_before_it_has_left() {
        Fixture node = node(InMemoryStorage.create());
        Principal ada = node.person("ada");
        Runnable first = join(node, ada);
        try (Fixture.Watch watch = watch(node, ada)) {
            watch.await("presence.joined");
            first.run();
            join(node, ada);
            watch.await("presence.left");
            assertThat(watch.types()).containsExactly("presence.joined", "presence.joined", "presence.left");
        }
    }

    @Test
    void connection_that_was_gone_at_once_was_never_there() {
        Fixture node = node(InMemoryStorage.create());
        Principal ada = node.person("ada");
        try (Fixture.Watch watch = watch(node, ada)) {
            for (int i = 0; i < 100; i++) {
                join(node, ada).run();
            }
            join(node, ada);
            watch.await("presence.joined");
            assertThat(watch.types()).containsExactly("presence.joined");
            assertThat(here(node, ada)).hasSize(1);
        }
    }

    @Test
    void crowd_that_comes_back_takes_a_few_dozen_units() {
        NodeStorage storage = new NodeStorage(new SharedStorage(InMemoryStorage.create()));
        Fixture node = node(storage);
        Principal ada = node.person("ada");
        int before = storage.writes();
        List<Runnable> ends = new ArrayList<>();
        long began = System.nanoTime();
        for (int i = 0; i < CROWD; i++) {
            ends.add(join(node, ada));
        }
        assertThat(System.nanoTime() - began).as("nobody waits").isLessThan(TimeUnit.SECONDS.toNanos(1));
        until("all are here", () -> here(node, ada).size() == CROWD);
        ends.forEach(Runnable::run);
        until("all are gone", () -> here(node, ada).isEmpty());
        assertThat(storage.writes() - before).isBetween(2, 90);
    }

    @Test
    void node_that_stops_takes_its_connections_along() {
        SharedStorage storage = new SharedStorage(InMemoryStorage.create());
        Fixture stays = node(storage);
        Fixture stops = node(storage);
        Principal ada = stays.person("ada");
        join(stays, ada);
        join(stops, ada);
        try (Fixture.Watch watch = watch(stays, ada)) {
            until("both are here", () -> here(stays, ada).size() == 2);
            stops.close();
            assertThat(here(stays, ada)).hasSize(1);
            watch.await("presence.left");
            assertThat(count(watch, "presence.left")).isEqualTo(1);
        }
    }

    @Test
    void connections_of_a_dead_node_are_told_once_by_whoever_finds_them() {
        SharedStorage storage = new SharedStorage(InMemoryStorage.create());
        NodeStorage dying = new NodeStorage(storage);
        Fixture dead = node(dying);
        Principal ada = dead.person("ada");
        for (int i = 0; i < 150; i++) {
            join(dead, ada);
        }
        until("all are here", () -> here(dead, ada).size() == 150);
        Set<ConnectionId> were =
                Set.copyOf(here(dead, ada).stream().map(PresentConnection::id).toList());
        dying.die();
        clock.advance(Duration.ofSeconds(31));
        List<Fixture> others = List.of(node(storage), node(storage), node(storage));
        try (Fixture.Watch watch = watch(others.get(0), ada)) {
            until("all are gone", () -> here(others.get(0), ada).isEmpty());
            until("all are told", () -> count(watch, "presence.left") == 150);
            assertThat(watch.events().stream()
                            .filter(event -> event.type().equals("presence.left"))
                            .map(event -> left(event).id()))
                    .containsExactlyInAnyOrderElementsOf(were);
        }
    }

    @Test
    void node_that_slept_and_was_taken_for_dead_is_here_again() {
        SharedStorage storage = new SharedStorage(InMemoryStorage.create());
        NodeStorage sleeping = new NodeStorage(storage);
        Fixture sleeper = node(sleeping);
        Principal ada = sleeper.person("ada");
        join(sleeper, ada);
        until("here", () -> here(sleeper, ada).size() == 1);
        sleeping.die();
        clock.advance(Duration.ofSeconds(31));
        Fixture other = node(storage);
        until("taken for dead", () -> here(other, ada).isEmpty());
        sleeping.wake();
        until("here again", () -> here(other, ada).size() == 1);
        try (Fixture.Watch watch = watch(other, ada)) {
            watch.await(event -> event.seq() == 3);
            assertThat(watch.types()).containsExactly("presence.joined", "presence.left", "presence.joined");
        }
    }

    @Test
    void what_a_process_of_its_own_database_left_behind_is_gone_at_the_next_start() {
        Storage storage = InMemoryStorage.create();
        NodeStorage dying = new NodeStorage(storage);
        Fixture killed = node(dying);
        Principal ada = killed.person("ada");
        join(killed, ada);
        until("here", () -> here(killed, ada).size() == 1);
        dying.die();
        Fixture next = node(storage);
        until("gone", () -> here(next, ada).isEmpty());
    }

    @Test
    void database_that_fails_costs_connections_nothing_and_is_made_up_for() {
        TroubledStorage storage = new TroubledStorage();
        Fixture node = node(storage);
        Principal ada = node.person("ada");
        Runnable before = join(node, ada);
        until("here", () -> here(node, ada).size() == 1);
        storage.down(true);
        before.run();
        join(node, ada).run();
        join(node, ada);
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
        storage.down(false);
        try (Fixture.Watch watch = watch(node, ada)) {
            until("made up for", () -> count(watch, "presence.left") == 1 && count(watch, "presence.joined") == 2);
            assertThat(here(node, ada)).hasSize(1);
        }
    }

    @Test
    void join_of_unknown_outcome_is_told_once() {
        TroubledStorage storage = new TroubledStorage();
        Fixture node = node(storage);
        Principal ada = node.person("ada");
        storage.loseNextAnswer();
        Runnable end = join(node, ada);
        try (Fixture.Watch watch = watch(node, ada)) {
            watch.await("presence.joined");
            end.run();
            watch.await("presence.left");
            assertThat(watch.types()).containsExactly("presence.joined", "presence.left");
            assertThat(here(node, ada)).isEmpty();
        }
    }

    @Test
    void who_deletes_their_account_leaves_nothing_not_even_an_event() {
        InMemoryStorage storage = InMemoryStorage.create();
        Fixture node = node(storage);
        Principal ada = node.person("ada");
        Runnable stored = join(node, ada);
        until("here", () -> here(node, ada).size() == 1);
        node.runtime.accountDeletion().delete(ada, Fixture.PASSWORD);
        join(node, ada);
        stored.run();
        Principal eve = node.person("eve");
        join(node, eve).run();
        Runnable last = join(node, eve);
        until("eve is here", () -> here(node, eve).size() == 1);
        last.run();
        until("eve is gone", () -> here(node, eve).isEmpty());
        assertThat(here(node, ada)).isEmpty();
        long events = storage.read(unit -> unit.get(EventRepository.class).lastSeq(StreamId.of(ada.user())));
        assertThat(events).isZero();
    }

    @Test
    void it_can_be_switched_off() {
        Fixture node = node(InMemoryStorage.create(), settings -> settings.with(Settings.PRESENCE, false));
        Principal ada = node.person("ada");
        join(node, ada).run();
        join(node, ada);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
        assertThat(here(node, ada)).isEmpty();
    }

    @Test
    void who_may_not_chat_sees_nobody() {
        Fixture node = node(InMemoryStorage.create());
        Principal ada = node.person("ada");
        Principal less = new Principal(ada.user(), ada.tenant(), ada.login(), Set.of(), ada.expiresAt());
        assertRefused(ErrorCode.FORBIDDEN, () -> here(node, less));
    }
}
