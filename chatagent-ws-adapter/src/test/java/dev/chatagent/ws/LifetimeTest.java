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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** How long a connection lasts, and with which word it ends. */
@ParameterizedClass
@EnumSource(Container.class)
class LifetimeTest {
    @Parameter
    private Container container;

    private WsServer server;
    private TokenPair ada;

    @BeforeEach
    void start() throws Exception {
        server = new WsServer(container, settings -> settings.with(Settings.HEARTBEAT, Duration.ofSeconds(8)));
        ada = server.register("ada");
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        assertThat(server.complaints()).isEmpty();
    }

    private WsClient watching(TokenPair pair) throws Exception {
        WsClient client = server.connect(pair);
        assertThat(client.subscribe("user", -1).path("type").asText()).isEqualTo("ok");
        return client;
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Test
    void logout_closes_the_logins_connections_and_no_others() throws Exception {
        TokenPair otherDevice = server.login("ada");
        try (WsClient first = watching(ada);
                WsClient second = watching(ada);
                WsClient other = watching(otherDevice)) {
            long start = System.nanoTime();
            server.runtime.accounts().logout(server.principal(ada));
            assertThat(first.closeCode()).isEqualTo(CloseCode.REVOKED.code());
            assertThat(second.closeCode()).isEqualTo(CloseCode.REVOKED.code());
            assertThat(since(start)).isLessThan(Duration.ofSeconds(1));
            assertThat(other.ask("\"type\":\"ping\"").path("type").asText()).isEqualTo("ok");
        }
    }

    @Test
    void logout_during_the_handshake_leaves_no_connection() throws Exception {
        for (int round = 0; round < 30; round++) {
            TokenPair pair = server.login("ada");
            Principal principal = server.principal(pair);
            ExecutorService other = Executors.newSingleThreadExecutor();
            try (RawSocket socket = new RawSocket(server.port(), "/ws", List.of())) {
                Future<?> logout = other.submit(() -> server.runtime.accounts().logout(principal));
                socket.text("{\"id\":\"1\",\"type\":\"auth\",\"token\":\"" + pair.accessToken() + "\"}");
                logout.get(WsServer.PATIENCE_SECONDS, TimeUnit.SECONDS);
                assertThat(socket.closeCode()).isEqualTo(4501);
            } finally {
                other.shutdownNow();
            }
        }
    }

    @Test
    void expiry_closes_and_lets_no_event_and_no_command_pass() throws Exception {
        Principal herself = server.principal(ada);
        ChatSession chat = server.chat(herself);
        try (WsClient client = watching(ada);
                RawSocket asking = RawSocket.as(server, ada.accessToken())) {
            assertThat(asking.nextText()).contains("\"ready\"");
            server.clock.advance(Duration.ofMinutes(15));
            long start = System.nanoTime();
            server.runtime.chats().rename(herself, chat.id(), "after the end");
            asking.text("{\"id\":\"1\",\"type\":\"send\",\"session\":\"" + chat.id() + "\",\"text\":\"late\"}");
            assertThat(client.closeCode()).isEqualTo(CloseCode.TOKEN_EXPIRED.code());
            assertThat(asking.closeCode()).isEqualTo(CloseCode.TOKEN_EXPIRED.code());
            assertThat(since(start)).isLessThan(Duration.ofSeconds(5));
            assertThat(client.events("user"))
                    .allSatisfy(event -> assertThat(event.path("type").asText()).isEqualTo("presence.joined"));
            TokenPair again = server.login("ada");
            assertThat(server.messages(again, chat)).isZero();
        }
    }

    @Test
    void fresh_token_of_the_same_user_keeps_the_connection() throws Exception {
        ChatSession chat = server.chat(server.principal(ada));
        try (WsClient client = watching(ada)) {
            server.clock.advance(Duration.ofMinutes(14));
            TokenPair fresh = server.runtime.accounts().refresh(ada.refreshToken());
            JsonNode answer = client.ask("\"type\":\"auth\",\"token\":\"" + fresh.accessToken() + "\"");
            assertThat(answer.path("expiresIn").asLong()).isEqualTo(15 * 60);
            assertThat(answer.path("expiresAt").asText())
                    .isEqualTo(
                            server.clock.instant().plus(Duration.ofMinutes(15)).toString());
            server.clock.advance(Duration.ofMinutes(14));
            server.runtime.chats().rename(server.principal(fresh), chat.id(), "still there");
            client.await(event -> event.path("type").asText().equals("session.updated"));
            server.clock.advance(Duration.ofMinutes(1));
            assertThat(client.closeCode()).isEqualTo(CloseCode.TOKEN_EXPIRED.code());
        }
    }

    @Test
    void token_of_another_user_is_the_end() throws Exception {
        TokenPair eve = server.register("eve");
        try (WsClient client = watching(ada)) {
            client.send("{\"id\":\"1\",\"type\":\"auth\",\"token\":\"" + eve.accessToken() + "\"}");
            assertThat(client.closeCode()).isEqualTo(CloseCode.REFUSED.code());
            assertThat(client.closeCode()).isBetween(4500, 4999);
        }
    }

    @Test
    void dead_peer_is_gone_and_a_quiet_one_stays() throws Exception {
        try (RawSocket dead = RawSocket.as(server, ada.accessToken());
                WsClient quiet = server.connect(ada)) {
            long start = System.nanoTime();
            assertThat(dead.nextText()).contains("\"ready\"");
            assertThat(dead.read().opcode()).isEqualTo(RawSocket.PING);
            assertThat(dead.closeCode()).isEqualTo(CloseCode.HEARTBEAT_LOST.code());
            assertThat(since(start)).isBetween(Duration.ofSeconds(8), Duration.ofSeconds(20));
            assertThat(quiet.ask("\"type\":\"ping\"").path("type").asText()).isEqualTo("ok");
        }
    }

    @Test
    void eleventh_connection_is_refused_under_concurrency_and_a_place_comes_free() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(100);
        List<RawSocket> sockets = new ArrayList<>();
        try {
            List<Future<RawSocket>> dials = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                dials.add(threads.submit(() -> RawSocket.as(server, ada.accessToken())));
            }
            int in = 0;
            for (Future<RawSocket> dial : dials) {
                RawSocket socket = dial.get(WsServer.PATIENCE_SECONDS, TimeUnit.SECONDS);
                sockets.add(socket);
                RawSocket.Frame first = socket.read();
                if (first.opcode() == RawSocket.TEXT) {
                    in++;
                } else {
                    assertThat((first.payload()[0] << 8) | (first.payload()[1] & 0xFF))
                            .isEqualTo(CloseCode.TOO_MANY_CONNECTIONS.code());
                }
            }
            assertThat(in).isEqualTo(10);
        } finally {
            threads.shutdownNow();
            for (RawSocket socket : sockets) {
                socket.close();
            }
        }
        Eventually.until("a place is free again", this::welcome);
    }

    private boolean welcome() {
        try (RawSocket socket = RawSocket.as(server, ada.accessToken())) {
            return socket.read().opcode() == RawSocket.TEXT;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void peer_that_leaves_while_it_is_let_in_gives_its_place_back() throws Exception {
        for (int round = 0; round < 40; round++) {
            try (RawSocket socket = new RawSocket(server.port(), "/ws", List.of())) {
                socket.text("{\"id\":\"1\",\"type\":\"auth\",\"token\":\"" + ada.accessToken() + "\"}");
            }
        }
        List<RawSocket> sockets = new ArrayList<>();
        try {
            Eventually.until("ten come in", () -> {
                enter(sockets);
                return sockets.size() == 10;
            });
        } finally {
            for (RawSocket socket : sockets) {
                socket.close();
            }
        }
    }

    private void enter(List<RawSocket> sockets) {
        try {
            RawSocket socket = RawSocket.as(server, ada.accessToken());
            if (socket.read().opcode() == RawSocket.TEXT) {
                sockets.add(socket);
            } else {
                socket.close();
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shutdown_tells_everybody_to_come_back() throws Exception {
        try (WsClient client = watching(ada);
                RawSocket stranger = new RawSocket(server.port(), "/ws", List.of())) {
            server.endpoint.close();
            assertThat(client.closeCode()).isEqualTo(CloseCode.SHUTDOWN.code());
            assertThat(client.closeCode()).isBetween(4000, 4499);
            assertThat(stranger.closeCode()).isEqualTo(CloseCode.SHUTDOWN.code());
            try (RawSocket late = RawSocket.as(server, ada.accessToken())) {
                assertThat(late.closeCode()).isEqualTo(CloseCode.SHUTDOWN.code());
            }
        }
    }
}
