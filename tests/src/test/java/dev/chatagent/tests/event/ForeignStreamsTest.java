package dev.chatagent.tests.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.event.Event;
import dev.chatagent.event.EventRepository;
import dev.chatagent.event.StreamId;
import dev.chatagent.examples.containers.Container;
import dev.chatagent.id.ChatId;
import dev.chatagent.id.TenantId;
import dev.chatagent.presence.PresenceEvent;
import dev.chatagent.wire.JsonEventCodec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** People of two tenants who ask for each other's streams by every name: none hears anything but their own, and nobody learns what exists. */
class ForeignStreamsTest {
    private static final int PEOPLE = 6;
    private static final int CHATS = 3;
    private static final long PAUSE_NANOS = 2_000_000;
    private static final long PATIENCE_SECONDS = 1_200;

    private final long seed = Long.getLong("chatagent.seed", System.nanoTime());
    private final AtomicLong attempts = new AtomicLong();
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicLong written = new AtomicLong();

    private record Owner(EventServer.Person person, List<ChatId> chats) {
        Set<String> ids() {
            Set<String> ids = new HashSet<>();
            ids.add(person.principal().user().toString());
            chats.forEach(chat -> ids.add(chat.toString()));
            return ids;
        }

        Map<String, StreamId> streams() {
            Map<String, StreamId> streams = new HashMap<>();
            streams.put("user", StreamId.of(person.principal().user()));
            chats.forEach(chat -> streams.put("session:" + chat, StreamId.of(chat)));
            return streams;
        }
    }

    @Test
    void no_foreign_event_is_heard_in_five_thousand_attempts(@TempDir Path home) throws Exception {
        run(home, 5_000);
    }

    @Test
    @Tag("long")
    void no_foreign_event_is_heard_in_a_hundred_thousand_attempts(@TempDir Path home) throws Exception {
        run(home, 100_000);
    }

    private void run(Path home, long enough) throws Exception {
        System.out.println("ForeignStreamsTest: -Dchatagent.seed=" + seed);
        ExecutorService pool = Executors.newCachedThreadPool();
        try (EventServer server = new EventServer(Container.JETTY, home)) {
            List<Owner> owners =
                    IntStream.range(0, PEOPLE).mapToObj(i -> owner(server, i)).toList();
            List<Stranger> strangers = strangers(server, owners);
            List<Future<?>> running = new ArrayList<>();
            for (Stranger stranger : strangers) {
                running.add(pool.submit(() -> attempt(stranger, enough)));
            }
            Future<?> writing = pool.submit(() -> write(server, owners));
            for (Future<?> each : running) {
                each.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
            over.set(true);
            writing.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            for (int i = 0; i < PEOPLE; i++) {
                strangers.get(i).hearUntil(last(server, owners.get(i)));
                assertThat(strangers.get(i).present()).isNotEmpty().isSubsetOf(connections(server, owners.get(i)));
                strangers.get(i).close();
            }
            System.out.printf(
                    "ForeignStreamsTest: %d attempts by %d people of 2 tenants, 0 foreign events, foreign and missing answered alike,"
                            + " all own events of %d writes heard%n",
                    attempts.get(), PEOPLE, written.get());
            assertThat(written.get()).isGreaterThan(PEOPLE);
        } finally {
            over.set(true);
            pool.shutdownNow();
        }
    }

    private static Owner owner(EventServer server, int number) {
        EventServer.Person person =
                server.person("owner" + number, number % 2 == 0 ? TenantId.DEFAULT : new TenantId("other"));
        return new Owner(
                person,
                IntStream.range(0, CHATS).mapToObj(i -> server.chat(person)).toList());
    }

    private List<Stranger> strangers(EventServer server, List<Owner> owners) throws IOException {
        List<Stranger> strangers = new ArrayList<>();
        for (Owner owner : owners) {
            Set<String> foreign = new HashSet<>();
            owners.forEach(other -> foreign.addAll(other.equals(owner) ? Set.of() : other.ids()));
            strangers.add(new Stranger(
                    server.port(),
                    owner.person().token(),
                    List.copyOf(owner.streams().keySet()),
                    foreign,
                    seed + strangers.size()));
        }
        return strangers;
    }

    private Object attempt(Stranger stranger, long enough) throws Exception {
        while (attempts.get() < enough && !over.get()) {
            stranger.attempt();
            attempts.addAndGet(2);
        }
        return stranger;
    }

    /** Something of everybody's, again and again, which others might hear: their own streams, and the chats'. */
    private Object write(EventServer server, List<Owner> owners) {
        while (!over.get()) {
            for (Owner owner : owners) {
                for (ChatId chat : owner.chats()) {
                    server.runtime.chats().rename(owner.person().principal(), chat, "title " + written.get());
                    written.addAndGet(server.send(owner.person(), chat) ? 2 : 1);
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            }
        }
        return over;
    }

    /** Ids of all connections that somebody ever had, as their own stream tells. */
    private static Set<String> connections(EventServer server, Owner owner) {
        List<Event> events = server.storage.read(unit -> unit.get(EventRepository.class)
                .read(StreamId.of(owner.person().principal().user()), 0, Integer.MAX_VALUE));
        Set<String> ids = new HashSet<>();
        for (Event event : events) {
            if (new JsonEventCodec().decode(event.type(), event.json())
                    instanceof PresenceEvent.PresenceJoined joined) {
                ids.add(joined.connection().id().toString());
            }
        }
        return ids;
    }

    private static Map<String, Long> last(EventServer server, Owner owner) {
        Map<String, Long> last = new HashMap<>();
        owner.streams()
                .forEach((name, stream) -> last.put(name, server.storage.read(unit -> unit.get(EventRepository.class)
                        .lastSeq(stream))));
        return last;
    }
}
