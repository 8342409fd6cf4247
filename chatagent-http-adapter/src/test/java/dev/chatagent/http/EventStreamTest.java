package dev.chatagent.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.account.ClientInfo;
import dev.chatagent.account.Email;
import dev.chatagent.account.Registration;
import dev.chatagent.account.TokenPair;
import dev.chatagent.auth.Principal;
import dev.chatagent.chat.ChatSession;
import dev.chatagent.config.Settings;
import dev.chatagent.event.EventDraft;
import dev.chatagent.event.EventRepository;
import dev.chatagent.event.StreamId;
import dev.chatagent.examples.containers.Container;
import dev.chatagent.examples.containers.Served;
import dev.chatagent.storage.memory.InMemoryStorage;
import dev.chatagent.testkit.Eventually;
import dev.chatagent.testkit.TestClock;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The event stream over HTTP, as a browser's EventSource uses it. */
@SuppressWarnings("NullAway.Init") // each test starts its own server with start()
@ParameterizedClass
@EnumSource(Container.class)
class EventStreamTest {
    @Parameter
    private Container container;

    private static final String PASSWORD = "four words that differ";
    private static final ClientInfo CLIENT = new ClientInfo("test", "127.0.0.1");
    private static final int MANY = 20_000;
    /** A divisor of that, and half a MiB of events. */
    private static final int SOME = 1_000;

    private final TestClock clock = TestClock.create();
    private final InMemoryStorage storage = InMemoryStorage.create();
    private Served server;
    private ChatAgentServlet servlet;
    private ChatAgentRuntime runtime;
    private TokenPair ada;
    private Principal adaHerself;
    private ChatSession chat;

    private void start(UnaryOperator<Settings> more, Clock time) throws Exception {
        runtime = ChatAgentRuntime.builder()
                .settings(more.apply(Settings.defaults()
                        .with(Settings.ENVIRONMENT, "test")
                        .with(Settings.PRESENCE, false))) // what is counted is what the test writes
                .clock(time)
                .storage(storage)
                .start();
        servlet = ChatAgentServlet.of(runtime);
        server = container.serve(Recording.application(servlet));
        ada = register("ada");
        adaHerself = runtime.authenticator().authenticate(ada.accessToken());
        chat = runtime.chats().create(adaHerself, Optional.empty(), Optional.empty());
    }

    private void start() throws Exception {
        start(settings -> settings, clock);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        runtime.close();
    }

    private TokenPair register(String name) {
        return runtime.accounts().register(new Registration(new Email(name + "@example.org"), PASSWORD, ""), CLIENT);
    }

    private EventStream events(TokenPair pair, String query, String... headers) throws Exception {
        List<String> all = new ArrayList<>(List.of(headers));
        all.add("Authorization: Bearer " + pair.accessToken());
        return new EventStream(server.port(), "/api/events" + query, all, 256 * 1024);
    }

    private void rename(int times, String title) {
        for (int i = 0; i < times; i++) {
            runtime.chats().rename(adaHerself, chat.id(), title + i);
        }
    }

    private static List<Long> range(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    @Test
    void stream_goes_on_after_the_last_event_id() throws Exception {
        start();
        rename(5, "title ");
        try (EventStream stream = events(ada, "?since=1", "Last-Event-ID: 3")) {
            assertThat(stream.head()).contains("200", "text/event-stream", "Cache-Control: no-store");
            assertThat(stream.next()).isEqualTo("id: 3\nevent: subscribed\ndata: {\"recovered\":true,\"seq\":3}");
            assertThat(stream.ids(3)).isEqualTo(range(4, 6));
            rename(1, "more ");
            assertThat(stream.next())
                    .startsWith("id: 7\nevent: session.updated\ndata: {\"stream\":\"user\",\"seq\":7,");
        }
    }

    @Test
    void nothing_is_lost_or_doubled_while_events_are_written_and_the_reader_comes_and_goes() throws Exception {
        start();
        ExecutorService writer = Executors.newSingleThreadExecutor();
        try {
            Future<?> written = writer.submit(() -> rename(2_000, "title "));
            long last = 0;
            while (last < 2_001) {
                try (EventStream stream = events(ada, "", "Last-Event-ID: " + last)) {
                    assertThat(stream.next()).contains("\"recovered\":true");
                    int count = (int) Math.min(150, 2_001 - last);
                    assertThat(stream.ids(count)).isEqualTo(range(last + 1, last + count));
                    last += count;
                }
            }
            written.get(EventStream.PATIENCE_SECONDS, TimeUnit.SECONDS);
        } finally {
            writer.shutdownNow();
        }
    }

    @Test
    void point_that_is_not_there_is_not_recovered() throws Exception {
        start();
        try (EventStream stream = events(ada, "?since=99")) {
            assertThat(stream.next()).isEqualTo("id: 1\nevent: subscribed\ndata: {\"recovered\":false,\"seq\":1}");
        }
    }

    @Test
    void foreign_and_absent_streams_do_not_exist() throws Exception {
        start();
        TokenPair eve = register("eve");
        for (String name : List.of("session:" + chat.id(), "session:x", "user:" + adaHerself.user(), "nonsense")) {
            try (EventStream stream = events(eve, "?stream=" + name)) {
                assertThat(stream.head()).contains("404", "application/problem+json");
            }
        }
    }

    @Test
    void logout_ends_the_stream() throws Exception {
        start();
        try (EventStream stream = events(ada, "")) {
            stream.next();
            runtime.accounts().logout(adaHerself);
            assertThat(stream.rest()).isEmpty();
        }
    }

    @Test
    void expiry_lets_no_event_pass_and_ends_the_stream() throws Exception {
        start();
        try (EventStream stream = events(ada, "")) {
            stream.next();
            clock.advance(Duration.ofMinutes(15));
            rename(3, "after the end ");
            assertThat(stream.rest()).isEmpty();
        }
    }

    @Test
    void expiry_ends_a_quiet_stream() throws Exception {
        start(settings -> settings.with(Settings.ACCESS_TOKEN_LIFETIME, Duration.ofSeconds(3)), Clock.systemUTC());
        TokenPair fresh = register("eve");
        try (EventStream stream = events(fresh, "")) {
            stream.next();
            assertThat(stream.rest()).isEmpty();
        }
    }

    @Test
    void closed_servlet_ends_its_streams_takes_no_new_ones_and_answers_everything_else() throws Exception {
        start();
        try (EventStream stream = events(ada, "")) {
            assertThat(stream.next()).contains("event: subscribed");
            servlet.close();
            assertThat(stream.rest()).isEmpty();
        }
        try (EventStream late = events(ada, "")) {
            assertThat(late.head()).startsWith("HTTP/1.1 503 ");
        }
        try (EventStream other = new EventStream(
                server.port(), "/api/auth/profile", List.of("Authorization: Bearer " + ada.accessToken()), 4096)) {
            assertThat(other.head()).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void quiet_stream_shows_signs_of_life() throws Exception {
        start(settings -> settings.with(Settings.HEARTBEAT, Duration.ofMillis(200)), clock);
        try (EventStream stream = events(ada, "")) {
            stream.next();
            assertThat(stream.next()).isEqualTo(": keep-alive");
            assertThat(stream.next()).isEqualTo(": keep-alive");
        }
    }

    @Test
    void connections_of_a_user_are_counted_and_a_place_comes_free() throws Exception {
        start(settings -> settings.with(Settings.CONNECTIONS_PER_USER, 2), clock);
        try (EventStream first = events(ada, "");
                EventStream second = events(ada, "")) {
            first.next();
            second.next();
            try (EventStream third = events(ada, "")) {
                assertThat(third.head())
                        .contains("429", "application/problem+json")
                        .doesNotContain("Retry-After");
            }
            runtime.accounts().logout(adaHerself);
            first.rest();
            second.rest();
        }
        ada = runtime.accounts().login(new Email("ada@example.org"), PASSWORD, CLIENT);
        try (EventStream again = events(ada, "")) {
            assertThat(again.head()).contains("200");
        }
    }

    @Test
    void long_backlog_and_large_events_reach_a_reader() throws Exception {
        start();
        String json =
                "{\"messageId\":\"7c9e6679-7425-40de-944b-e07fc1f90ae7.1\",\"text\":\"" + "x".repeat(32 * 1024) + "\"}";
        String large = "{\"messageId\":\"7c9e6679-7425-40de-944b-e07fc1f90ae7.1\",\"text\":\""
                + "x".repeat(3 * 1024 * 1024) + "\"}";
        StreamId stream = StreamId.of(chat.id());
        storage.write(unit -> unit.get(EventRepository.class)
                .append(IntStream.rangeClosed(1, 300)
                        .mapToObj(i ->
                                new EventDraft(stream, "message.delta", clock.instant(), i % 100 == 0 ? large : json))
                        .toList()));
        try (EventStream events = events(ada, "?since=0&stream=session:" + chat.id())) {
            events.next();
            assertThat(events.ids(300)).isEqualTo(range(1, 300));
        }
    }

    @Test
    void one_who_reads_nothing_any_more_loses_the_place() throws Exception {
        start(
                settings ->
                        settings.with(Settings.CONNECTIONS_PER_USER, 1).with(Settings.HEARTBEAT, Duration.ofSeconds(1)),
                clock);
        String json =
                "{\"messageId\":\"7c9e6679-7425-40de-944b-e07fc1f90ae7.1\",\"text\":\"" + "x".repeat(32 * 1024) + "\"}";
        EventDraft draft = new EventDraft(StreamId.of(chat.id()), "message.delta", clock.instant(), json);
        storage.write(unit -> unit.get(EventRepository.class).append(Collections.nCopies(SOME, draft)));
        List<String> bearer = List.of("Authorization: Bearer " + ada.accessToken());
        String path = "/api/events?since=0&stream=session:" + chat.id();
        try (EventStream deaf = new EventStream(server.port(), path, bearer, 4096)) {
            deaf.next();
            assertThat(runtime.limits().connection(adaHerself.user())).isEmpty();
            Eventually.until(Duration.ofSeconds(20), "the place is free", () -> runtime.limits()
                    .connection(adaHerself.user())
                    .isPresent());
            assertThat(deaf.countRest()).isLessThan(SOME);
        }
    }

    @Test
    void slow_reader_is_cut_off_catches_up_and_hinders_nobody() throws Exception {
        start();
        List<String> bearer = List.of("Authorization: Bearer " + ada.accessToken());
        try (EventStream slow = new EventStream(server.port(), "/api/events", bearer, 4096);
                EventStream quick = events(ada, "")) {
            slow.next();
            quick.next();
            List<Long> read = new ArrayList<>();
            while (read.size() < MANY) { // as fast as it reads: who lags by more than a MiB is slow, too
                rename(SOME, "あ".repeat(110));
                read.addAll(quick.ids(SOME));
            }
            assertThat(read).isEqualTo(range(2, MANY + 1));
            assertThat(slow.countRest()).isLessThan(MANY);
        }
        try (EventStream again = events(ada, "?since=1")) {
            again.next();
            assertThat(again.ids(MANY)).isEqualTo(range(2, MANY + 1));
        }
    }
}
