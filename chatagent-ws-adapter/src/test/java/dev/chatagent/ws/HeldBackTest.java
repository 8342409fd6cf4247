package dev.chatagent.ws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.chatagent.account.TokenPair;
import dev.chatagent.auth.Principal;
import dev.chatagent.chat.ChatSession;
import dev.chatagent.config.Settings;
import dev.chatagent.examples.containers.Container;
import dev.chatagent.testkit.Eventually;
import dev.chatagent.wire.CloseCode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Commands that come a moment too early: they wait for their turn. What a turn takes the test's clock says. */
@ParameterizedClass
@EnumSource(Container.class)
@SuppressWarnings("NullAway.Init") // each test begins with start()
class HeldBackTest {
    private static final Duration TURN = Duration.ofMillis(50);

    private static final String RATE = "20/s burst 1";
    /** Of real time, and more than any of this takes. */
    private static final Duration LONG = Duration.ofMinutes(2);

    private static final int MAX_WAITING = 8;
    private static final int MAX_HELD = 32;

    @Parameter
    private Container container;

    private WsServer server;
    private TokenPair ada;

    private void start(Duration wait) throws Exception {
        start("command=" + RATE, wait);
    }

    private void start(String rates, Duration wait) throws Exception {
        server = new WsServer(container, settings -> settings.with(Settings.RATES, rates)
                .with(Settings.LIMIT_WAIT, wait)
                .with(Settings.CONNECTIONS_PER_USER, 1));
        ada = server.register("ada");
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        assertThat(server.complaints()).isEmpty();
    }

    private static void ping(WsClient client, String id) throws Exception {
        client.say(id, "\"type\":\"ping\"");
    }

    private static List<String> answered(WsClient client) {
        return client.frames().stream()
                .filter(frame -> frame.has("id"))
                .map(frame ->
                        frame.path("id").asText() + " " + frame.path("type").asText())
                .toList();
    }

    private static void await(WsClient client, String id) {
        client.await(frame -> frame.path("id").asText().equals(id));
    }

    @Test
    void early_commands_are_done_when_it_is_their_turn_and_in_their_order() throws Exception {
        start(LONG);
        Principal herself = server.principal(ada);
        ChatSession chat = server.chat(herself);
        try (WsClient client = server.connect(ada)) {
            client.ready();
            client.ask("\"type\":\"ping\"");
            for (int i = 1; i <= MAX_WAITING; i++) {
                ping(client, "" + i);
            }
            ping(client, "beyond");
            await(client, "beyond");
            assertThat(answered(client)).containsExactly("c1 ok", "beyond error");
            for (int i = 1; i <= MAX_WAITING; i++) {
                server.clock.advance(TURN);
                await(client, "" + i);
                assertThat(answered(client)).hasSize(2 + i).endsWith(i + " ok");
            }
            client.say("m", "\"type\":\"send\",\"session\":\"" + chat.id() + "\",\"text\":\"late\"");
            ping(client, "after");
            server.clock.advance(TURN);
            await(client, "m");
            server.clock.advance(TURN);
            await(client, "after");
            assertThat(answered(client)).endsWith("m ok", "after ok");
        }
    }

    @Test
    void who_would_wait_longer_is_refused_at_once() throws Exception {
        start("command=1/h burst 1", LONG);
        try (WsClient client = server.connect(ada)) {
            client.ask("\"type\":\"ping\"");
            JsonNode refused = client.ask("\"type\":\"ping\"").path("error");
            assertThat(refused.path("code").asText()).isEqualTo("rate_limited");
            assertThat(refused.path("retryAfter").asLong())
                    .isEqualTo(Duration.ofHours(1).toSeconds());
        }
    }

    @Test
    void whose_turn_does_not_come_is_refused_in_time() throws Exception {
        start(Duration.ofMillis(300));
        try (WsClient client = server.connect(ada)) {
            client.ask("\"type\":\"ping\"");
            long asked = System.nanoTime();
            JsonNode refused = client.ask("\"type\":\"ping\"").path("error");
            assertThat(Duration.ofNanos(System.nanoTime() - asked)).isGreaterThan(Duration.ofMillis(200));
            assertThat(refused.path("code").asText()).isEqualTo("rate_limited");
            assertThat(refused.path("retryAfter").asLong()).isEqualTo(1);
        }
    }

    @Test
    void what_waits_is_no_more_than_one_message_may_be() throws Exception {
        start(LONG);
        try (WsClient client = server.connect(ada)) {
            client.ask("\"type\":\"ping\"");
            String spaces = " ".repeat(40 * 1024);
            for (String id : List.of("first", "second")) {
                client.say(id, "\"type\":\"ping\"" + spaces);
            }
            await(client, "second");
            assertThat(answered(client)).containsExactly("c1 ok", "second error");
        }
    }

    @Test
    void few_connections_hold_commands_at_once() throws Exception {
        start(LONG);
        List<WsClient> clients = new ArrayList<>();
        try {
            TokenPair first = server.register("person");
            for (int i = 0; i <= MAX_HELD; i++) {
                WsClient client = server.connect(i == 0 ? first : server.register("person" + i));
                clients.add(client);
                client.ask("\"type\":\"ping\"");
                ping(client, "early");
                ping(client, "behind");
            }
            WsClient last = clients.get(MAX_HELD);
            await(last, "behind");
            assertThat(answered(last)).containsExactly("c1 ok", "early error", "behind error");
            assertThat(IntStream.range(0, MAX_HELD).mapToObj(clients::get))
                    .allSatisfy(client -> assertThat(answered(client)).containsExactly("c1 ok"));
            clients.get(0).close();
            Eventually.until("the first has left", () -> welcome(first));
            ping(last, "again");
            assertNothingIsAnswered(last);
            server.clock.advance(TURN);
            for (WsClient client : clients.subList(1, MAX_HELD)) {
                await(client, "early");
            }
            await(last, "again");
            assertThat(answered(last)).endsWith("again ok");
        } finally {
            clients.forEach(WsClient::close);
        }
    }

    private boolean welcome(TokenPair pair) {
        try (RawSocket socket = RawSocket.as(server, pair.accessToken())) {
            return socket.read().opcode() == RawSocket.TEXT;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** What comes after it, and is refused at once, is answered first. */
    private static void assertNothingIsAnswered(WsClient client) throws Exception {
        List<String> before = answered(client);
        client.send("no frame");
        client.await(frame -> frame.path("type").asText().equals("error") && !frame.has("id"));
        assertThat(answered(client)).isEqualTo(before);
    }

    @Test
    void what_waits_when_the_login_ends_is_not_done() throws Exception {
        start(LONG);
        Principal herself = server.principal(ada);
        ChatSession chat = server.chat(herself);
        try (WsClient client = server.connect(ada)) {
            client.ask("\"type\":\"ping\"");
            client.say("m", "\"type\":\"send\",\"session\":\"" + chat.id() + "\",\"text\":\"late\"");
            assertNothingIsAnswered(client);
            server.runtime.accounts().logout(herself);
            assertThat(client.closeCode()).isEqualTo(CloseCode.REVOKED.code());
        }
        server.clock.advance(TURN);
        TokenPair again = server.login("ada");
        try (WsClient client = server.connect(again)) {
            client.ready();
            client.ask("\"type\":\"ping\"");
        }
        assertThat(server.messages(again, chat)).isZero();
    }

    @Test
    void what_is_no_frame_counts_as_well() throws Exception {
        start(Duration.ZERO);
        try (RawSocket socket = RawSocket.as(server, ada.accessToken())) {
            for (int i = 0; i < 200; i++) {
                socket.text("no frame");
            }
            assertThat(socket.closeCode()).isEqualTo(CloseCode.FLOOD.code());
        }
    }

    @Test
    void commands_of_everybody_count_against_their_tenant() throws Exception {
        start("tenant=1/h burst 2", Duration.ZERO);
        TokenPair grace = server.register("grace");
        try (WsClient hers = server.connect(ada);
                WsClient graces = server.connect(grace)) {
            hers.ask("\"type\":\"ping\"");
            graces.ask("\"type\":\"ping\"");
            ping(hers, "beyond");
            await(hers, "beyond");
            assertThat(answered(hers)).endsWith("beyond error");
            ping(graces, "beyond, too");
            await(graces, "beyond, too");
            assertThat(answered(graces)).endsWith("beyond, too error");
        }
    }
}
