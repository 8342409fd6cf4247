package dev.chatagent.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.account.ClientInfo;
import dev.chatagent.account.Email;
import dev.chatagent.account.Registration;
import dev.chatagent.auth.Principal;
import dev.chatagent.config.Settings;
import dev.chatagent.event.Event;
import dev.chatagent.event.EventBroker;
import dev.chatagent.event.EventDraft;
import dev.chatagent.event.EventRepository;
import dev.chatagent.event.StreamId;
import dev.chatagent.event.Subscription;
import dev.chatagent.id.ChatId;
import dev.chatagent.presence.ConnectionKind;
import dev.chatagent.storage.Storage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What subscriptions are told on several nodes that share a database, by whatever broker: everything, once, in order, in time. */
public abstract class EventNodesContract {
    private static final int NODES = 3;
    private static final int RENAMES = 60;
    private static final int LARGE_STREAMS = 12;
    /** What one person may hold where nothing is set. */
    private static final int CAP = 10;
    /** On each node fewer than a third of that, and more. */
    private static final int EACH = 3;

    private static final int MORE = 5;
    private static final int ONE_LOOK_SECONDS = 6;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final List<ChatAgentRuntime> nodes = new ArrayList<>();
    private final ExecutorService writers = Executors.newFixedThreadPool(NODES * 2);
    private Principal ada;
    private ChatId chat;

    /** The shared database, as one more node opens it. */
    protected abstract Storage storage();

    /** The node's broker; empty for that of the storage. */
    protected Optional<EventBroker> broker() {
        return Optional.empty();
    }

    /** Cuts the brokers' connections, as a network that fails for a moment does. */
    protected abstract void cut() throws Exception;

    /** Remembers the places of what it is told. */
    private static final class Ear {
        private final List<Long> places = new ArrayList<>();
        private final List<String> types = new ArrayList<>();

        synchronized void hear(Event event) {
            places.add(event.seq());
            types.add(event.type());
            notifyAll();
        }

        synchronized long last() {
            return places.isEmpty() ? 0 : places.get(places.size() - 1);
        }

        synchronized void await(long place) throws InterruptedException {
            long end = System.nanoTime() + PATIENCE_NANOS;
            while (last() < place && System.nanoTime() - end < 0) {
                wait(100);
            }
        }

        synchronized List<String> types() {
            return List.copyOf(types);
        }

        synchronized void assertHeard(long last) {
            assertThat(places)
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, last).boxed().toList());
        }
    }

    @BeforeEach
    void startNodes() {
        for (int i = 0; i < NODES; i++) {
            ChatAgentRuntime.Builder builder = ChatAgentRuntime.builder()
                    .settings(Settings.defaults().with(Settings.ENVIRONMENT, "test"))
                    .storage(storage());
            broker().ifPresent(builder::eventBroker);
            nodes.add(builder.start());
        }
        ChatAgentRuntime first = nodes.get(0);
        ada = first.authenticator()
                .authenticate(first.accounts()
                        .register(
                                new Registration(new Email("ada@example.org"), "a password of many words", ""),
                                new ClientInfo("contract", "127.0.0.1"))
                        .accessToken());
        chat = first.chats().create(ada, Optional.empty(), Optional.empty()).id();
    }

    @AfterEach
    void stopNodes() {
        writers.shutdownNow();
        nodes.forEach(ChatAgentRuntime::close);
    }

    private StreamId stream() {
        return StreamId.of(ada.user());
    }

    private Ear listen(ChatAgentRuntime node) {
        return listen(node, stream());
    }

    private Ear listen(ChatAgentRuntime node, StreamId stream) {
        Ear ear = new Ear();
        Subscription subscription = node.events().subscribe(ada, stream, 0, ear::hear);
        subscription.start();
        return ear;
    }

    private void rename(ChatAgentRuntime node, int times) {
        for (int i = 0; i < times; i++) {
            node.chats().rename(ada, chat, "title " + i);
        }
    }

    /** Everybody writes from every node while somebody listens on every node. */
    private void writeEverywhere(int renames) throws Exception {
        List<Future<?>> going = new ArrayList<>();
        for (ChatAgentRuntime node : nodes) {
            going.add(writers.submit(() -> rename(node, renames)));
            going.add(writers.submit(() -> rename(node, renames)));
        }
        for (Future<?> each : going) {
            each.get();
        }
    }

    private long lastPlace() {
        try (Subscription now = nodes.get(0).events().subscribe(ada, stream(), -1, event -> {})) {
            return now.seq();
        }
    }

    private List<Ear> listenEverywhere() {
        return nodes.stream().map(this::listen).toList();
    }

    private void assertAllHear(List<Ear> ears) throws InterruptedException {
        long last = lastPlace();
        for (Ear ear : ears) {
            ear.await(last);
            ear.assertHeard(last);
        }
    }

    @Test
    void what_any_node_writes_all_of_them_tell_once_and_in_order() throws Exception {
        List<Ear> ears = listenEverywhere();
        writeEverywhere(RENAMES);
        assertThat(lastPlace()).isGreaterThanOrEqualTo(NODES * 2 * RENAMES);
        assertAllHear(ears);
    }

    @Test
    void nothing_is_lost_while_connections_of_the_brokers_are_cut() throws Exception {
        List<Ear> ears = listenEverywhere();
        Future<?> writing = writers.submit(() -> {
            writeEverywhere(RENAMES);
            return true;
        });
        while (!writing.isDone()) {
            cut();
            TimeUnit.MILLISECONDS.sleep(50);
        }
        writing.get();
        assertAllHear(ears);
    }

    /** Written by the storage alone, so that one look finds all of it: more than a look reads at once. */
    @Test
    void what_is_too_large_to_be_read_at_once_is_told_in_order() throws Exception {
        String large = "{\"text\":\"" + "x".repeat(900_000) + "\"}";
        List<StreamId> streams = new ArrayList<>();
        List<Ear> ears = new ArrayList<>();
        for (int i = 0; i < LARGE_STREAMS; i++) {
            StreamId each = StreamId.of(nodes.get(0)
                    .chats()
                    .create(ada, Optional.empty(), Optional.empty())
                    .id());
            streams.add(each);
            ears.add(listen(nodes.get(1), each));
        }
        try (Storage storage = storage()) {
            storage.start();
            storage.write(unit -> {
                EventRepository events = unit.get(EventRepository.class);
                streams.forEach(each -> events.append(List.of(
                        new EventDraft(each, "test", Instant.EPOCH, large),
                        new EventDraft(each, "test", Instant.EPOCH, large))));
                return true;
            });
        }
        for (Ear ear : ears) {
            ear.await(2);
            ear.assertHeard(2);
        }
    }

    @Test
    void a_node_that_is_gone_leaves_the_others_nothing_to_miss() throws Exception {
        List<Ear> ears = List.of(listen(nodes.get(1)), listen(nodes.get(2)));
        rename(nodes.get(0), RENAMES);
        nodes.remove(0).close();
        rename(nodes.get(0), RENAMES);
        assertAllHear(ears);
    }

    @Test
    void who_comes_to_one_node_is_seen_and_told_on_all_of_them() throws Exception {
        List<Ear> ears = listenEverywhere();
        Runnable end = nodes.get(0).presence().joined(ada, ConnectionKind.WEBSOCKET, () -> {});
        for (int i = 0; i < NODES; i++) {
            ears.get(i).await(2);
            assertThat(nodes.get(i).presence().list(ada))
                    .hasSize(1)
                    .isEqualTo(nodes.get(0).presence().list(ada));
        }
        end.run();
        for (int i = 0; i < NODES; i++) {
            ears.get(i).await(3);
            assertThat(nodes.get(i).presence().list(ada)).isEmpty();
            assertThat(ears.get(i).types()).containsExactly("session.created", "presence.joined", "presence.left");
        }
    }

    @Test
    void node_that_stops_is_told_on_the_others_with_its_connections() throws Exception {
        List<Ear> ears = List.of(listen(nodes.get(1)), listen(nodes.get(2)));
        nodes.get(0).presence().joined(ada, ConnectionKind.EVENTS, () -> {});
        ears.get(0).await(2);
        nodes.remove(0).close();
        for (Ear ear : ears) {
            ear.await(3);
            assertThat(ear.types()).endsWith("presence.joined", "presence.left");
        }
    }

    @Test
    void newest_connections_beyond_the_cap_of_all_nodes_are_ended_and_no_others() throws Exception {
        Map<String, Runnable> open = new ConcurrentHashMap<>();
        Principal eve = person("eve");
        for (ChatAgentRuntime node : nodes) {
            for (int i = 0; i < EACH; i++) {
                join(open, node, ada, "ada " + open.size());
                join(open, node, eve, "eve " + open.size());
            }
            for (int i = EACH; i < MORE; i++) {
                join(open, node, ada, "ada " + open.size());
            }
            awaitRows(ada, open, "ada"); // what is stored at once may have come at once
        }
        List<String> adas = names(open, "ada");
        assertThat(adas).hasSize(NODES * MORE);
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (names(open, "ada").size() > CAP && System.nanoTime() - end < 0) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        TimeUnit.SECONDS.sleep(ONE_LOOK_SECONDS);
        assertThat(names(open, "ada")).isEqualTo(adas.subList(0, CAP));
        assertThat(names(open, "eve")).hasSize(NODES * EACH);
        assertThat(nodes.get(1).presence().list(ada)).hasSize(CAP);
    }

    private static void join(Map<String, Runnable> open, ChatAgentRuntime node, Principal who, String name) {
        open.put(name, () -> {});
        Runnable left = node.presence()
                .joined(who, ConnectionKind.WEBSOCKET, () -> open.remove(name).run());
        open.put(name, left);
    }

    private void awaitRows(Principal who, Map<String, Runnable> open, String name) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (nodes.get(0).presence().list(who).size() < names(open, name).size() && System.nanoTime() - end < 0) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** In the order in which they came. */
    private static List<String> names(Map<String, Runnable> open, String name) {
        return open.keySet().stream()
                .filter(each -> each.startsWith(name))
                .sorted(Comparator.comparing(each -> Integer.parseInt(each.substring(each.indexOf(' ') + 1))))
                .toList();
    }

    private Principal person(String name) {
        return nodes.get(1)
                .authenticator()
                .authenticate(nodes.get(1)
                        .accounts()
                        .register(
                                new Registration(new Email(name + "@example.org"), "a password of many words", ""),
                                new ClientInfo("contract", "127.0.0.1"))
                        .accessToken());
    }

    @Test
    void another_persons_stream_is_woken_by_nothing_of_mine() throws Exception {
        Principal eve = person("eve");
        Ear hers = new Ear();
        Subscription subscription = nodes.get(2).events().subscribe(eve, StreamId.of(eve.user()), -1, hers::hear);
        subscription.start();
        Ear mine = listen(nodes.get(2));
        rename(nodes.get(0), RENAMES);
        mine.await(lastPlace());
        assertThat(hers.last()).isZero();
        assertThat(mine.last()).isEqualTo(lastPlace());
    }
}
