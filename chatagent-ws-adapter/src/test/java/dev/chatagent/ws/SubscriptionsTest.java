package dev.chatagent.ws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.chatagent.account.TokenPair;
import dev.chatagent.auth.Principal;
import dev.chatagent.chat.ChatSession;
import dev.chatagent.config.Settings;
import dev.chatagent.event.EventDraft;
import dev.chatagent.event.EventRepository;
import dev.chatagent.event.StreamId;
import dev.chatagent.examples.containers.Container;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Streams over a connection: from any point, in order, without gap or double. Every event is one of the test's: who is here is not told. */
@ParameterizedClass
@EnumSource(Container.class)
class SubscriptionsTest {
    @Parameter
    Container container;

    private static WsServer server;
    private static int people;

    private TokenPair ada;
    private Principal adaHerself;
    private ChatSession chat;

    @BeforeParameterizedClassInvocation
    static void start(Container container) throws Exception {
        server = new WsServer(
                container, settings -> settings.with(Settings.LIMITS, false).with(Settings.PRESENCE, false));
    }

    @AfterParameterizedClassInvocation
    static void stop() throws Exception {
        server.close();
    }

    @BeforeEach
    void person() {
        ada = server.register("ada" + people++);
        adaHerself = server.principal(ada);
        chat = server.chat(adaHerself);
    }

    @AfterEach
    void nothing_is_complained_about() {
        assertThat(server.complaints()).isEmpty();
    }

    private void rename(int times) {
        for (int i = 0; i < times; i++) {
            server.runtime.chats().rename(adaHerself, chat.id(), "title " + i);
        }
    }

    private static List<Long> range(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    private static void awaitSeq(WsClient client, long seq) {
        client.await(event -> event.path("seq").asLong() == seq && event.has("stream"));
    }

    @Test
    void stream_is_resumed_from_any_point() throws Exception {
        rename(9);
        for (long since : new long[] {0, 4, 10}) {
            try (WsClient client = server.connect(ada)) {
                JsonNode answer = client.subscribe("user", since);
                assertThat(answer.path("recovered").asBoolean()).isTrue();
                assertThat(answer.path("seq").asLong()).isEqualTo(since);
                if (since < 10) {
                    awaitSeq(client, 10);
                }
                assertThat(client.seqs("user")).isEqualTo(range(since + 1, 10));
                assertThat(client.frames().indexOf(answer)).isEqualTo(1);
            }
        }
    }

    @Test
    void without_a_point_only_what_comes_is_sent() throws Exception {
        rename(4);
        try (WsClient client = server.connect(ada)) {
            JsonNode answer = client.ask("\"type\":\"subscribe\",\"stream\":\"user\"");
            assertThat(answer.path("seq").asLong()).isEqualTo(5);
            rename(1);
            awaitSeq(client, 6);
            assertThat(client.seqs("user")).containsExactly(6L);
            JsonNode event = client.events("user").get(0);
            assertThat(event.path("type").asText()).isEqualTo("session.updated");
            assertThat(event.path("time").asText())
                    .isEqualTo(server.clock.instant().toString());
            assertThat(event.path("data").path("session").path("id").asText())
                    .isEqualTo(chat.id().toString());
        }
    }

    @Test
    void point_that_is_not_there_is_not_recovered_and_nothing_is_replayed() throws Exception {
        rename(4);
        try (WsClient client = server.connect(ada)) {
            JsonNode answer = client.subscribe("user", 99);
            assertThat(answer.path("recovered").asBoolean(true)).isFalse();
            assertThat(answer.path("seq").asLong()).isEqualTo(5);
            rename(1);
            awaitSeq(client, 6);
            assertThat(client.seqs("user")).containsExactly(6L);
        }
    }

    @Test
    void nothing_is_lost_or_doubled_while_events_are_written_and_the_client_comes_and_goes() throws Exception {
        ExecutorService writer = Executors.newSingleThreadExecutor();
        try {
            Future<?> written = writer.submit(() -> rename(3_000));
            long last = 0;
            while (last < 3_001) {
                try (WsClient client = server.connect(ada)) {
                    assertThat(client.subscribe("user", last).path("recovered").asBoolean())
                            .isTrue();
                    awaitSeq(client, Math.min(3_001, last + 200));
                    List<Long> seqs = client.seqs("user");
                    assertThat(seqs).isEqualTo(range(last + 1, last + seqs.size()));
                    last += seqs.size();
                }
            }
            written.get(WsServer.PATIENCE_SECONDS, TimeUnit.SECONDS);
        } finally {
            writer.shutdownNow();
        }
    }

    @Test
    void subscribing_anew_begins_anew_while_events_are_written() throws Exception {
        ExecutorService writer = Executors.newSingleThreadExecutor();
        try (WsClient client = server.connect(ada)) {
            Future<?> written = writer.submit(() -> rename(3_000));
            client.subscribe("user", 0);
            while (!written.isDone()) {
                long since = 1;
                JsonNode answer = client.subscribe("user", since);
                List<JsonNode> frames = client.frames();
                List<Long> after = frames.subList(frames.indexOf(answer), frames.size()).stream()
                        .filter(frame -> frame.has("stream"))
                        .map(frame -> frame.path("seq").asLong())
                        .toList();
                assertThat(after).isEqualTo(range(since + 1, since + after.size()));
            }
            written.get(WsServer.PATIENCE_SECONDS, TimeUnit.SECONDS);
        } finally {
            writer.shutdownNow();
        }
    }

    @Test
    void nothing_comes_after_an_answered_unsubscribe() throws Exception {
        ExecutorService writer = Executors.newSingleThreadExecutor();
        try (WsClient client = server.connect(ada)) {
            for (int round = 0; round < 10; round++) {
                client.subscribe("user", -1);
                Future<?> written = writer.submit(() -> rename(300));
                JsonNode answer = client.ask("\"type\":\"unsubscribe\",\"stream\":\"user\"");
                assertThat(answer.path("type").asText()).isEqualTo("ok");
                written.get(WsServer.PATIENCE_SECONDS, TimeUnit.SECONDS);
                JsonNode fence = client.ask("\"type\":\"ping\"");
                List<JsonNode> frames = client.frames();
                assertThat(frames.subList(frames.indexOf(answer) + 1, frames.indexOf(fence)))
                        .isEmpty();
            }
        } finally {
            writer.shutdownNow();
        }
    }

    @Test
    void user_stream_is_always_ones_own() throws Exception {
        try (WsClient eve = server.connect(server.register("eve" + people++))) {
            eve.subscribe("user", 0);
            rename(20);
            assertThat(eve.ask("\"type\":\"ping\"").path("type").asText()).isEqualTo("ok");
            assertThat(eve.events("user")).isEmpty();
        }
    }

    @Test
    void streams_of_a_connection_are_counted() throws Exception {
        try (WsClient client = server.connect(ada)) {
            for (int i = 0; i < 64; i++) {
                ChatSession one = server.chat(adaHerself);
                assertThat(client.subscribe("session:" + one.id(), -1)
                                .path("type")
                                .asText())
                        .isEqualTo("ok");
            }
            assertThat(client.subscribe("session:" + chat.id(), -1)
                            .path("error")
                            .path("errors")
                            .path(0)
                            .path("code")
                            .asText())
                    .isEqualTo("too_many");
        }
    }

    @Test
    void long_backlog_reaches_a_client_that_reads() throws Exception {
        append(400, 32 * 1024);
        try (WsClient client = server.connect(ada)) {
            client.subscribe("session:" + chat.id(), 0);
            awaitSeq(client, 400);
            assertThat(client.seqs("session:" + chat.id())).isEqualTo(range(1, 400));
        }
    }

    @Test
    void event_larger_than_everything_that_may_wait_is_delivered() throws Exception {
        append(3, 3 * 1024 * 1024);
        try (WsClient client = server.connect(ada)) {
            client.subscribe("session:" + chat.id(), 0);
            awaitSeq(client, 3);
            assertThat(client.seqs("session:" + chat.id())).containsExactly(1L, 2L, 3L);
        }
    }

    private void append(int count, int bytes) {
        StreamId stream = StreamId.of(chat.id());
        String json =
                "{\"messageId\":\"7c9e6679-7425-40de-944b-e07fc1f90ae7.1\",\"text\":\"" + "x".repeat(bytes) + "\"}";
        server.storage.write(unit -> unit.get(EventRepository.class)
                .append(IntStream.range(0, count)
                        .mapToObj(i -> new EventDraft(stream, "message.delta", server.clock.instant(), json))
                        .toList()));
    }
}
