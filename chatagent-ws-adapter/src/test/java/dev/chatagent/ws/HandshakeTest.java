package dev.chatagent.ws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatagent.account.TokenPair;
import dev.chatagent.examples.containers.Container;
import dev.chatagent.wire.CloseCode;
import jakarta.websocket.CloseReason;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.zip.Deflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets in, and how. */
@ParameterizedClass
@EnumSource(Container.class)
class HandshakeTest {
    /** RSV1, RFC 7692 section 6. */
    private static final int COMPRESSED = 0x40;

    @Parameter
    Container container;

    private static WsServer server;
    private static TokenPair ada;

    @BeforeParameterizedClassInvocation
    static void start(Container container) throws Exception {
        server = new WsServer(container);
        ada = server.register("ada");
    }

    @AfterParameterizedClassInvocation
    static void stop() throws Exception {
        server.close();
    }

    @AfterEach
    void nothing_is_complained_about() {
        assertThat(server.complaints()).isEmpty();
    }

    private static RawSocket raw(String query, String... headers) throws Exception {
        return new RawSocket(server.port(), "/ws" + query, List.of(headers));
    }

    @Test
    void header_authenticates() throws Exception {
        try (WsClient client = server.connect(ada)) {
            Instant end = server.clock.instant().plus(Duration.ofMinutes(15));
            assertThat(client.ready().path("expiresAt").asText()).isEqualTo(end.toString());
            assertThat(client.ready().path("expiresIn").asLong()).isEqualTo(15 * 60);
            assertThat(client.ask("\"type\":\"ping\"").path("type").asText()).isEqualTo("ok");
        }
    }

    @Test
    void subprotocol_authenticates_and_the_token_is_not_answered() throws Exception {
        try (RawSocket socket = raw("", "Sec-WebSocket-Protocol: chatagent.v1, bearer." + ada.accessToken())) {
            assertThat(socket.answer())
                    .startsWith("HTTP/1.1 101 ")
                    .containsOnlyOnce("chatagent.v1")
                    .doesNotContain("bearer")
                    .doesNotContain(ada.accessToken());
            assertThat(socket.nextText()).contains("\"ready\"");
        }
        try (WsClient client = WsClient.connect(
                server.uri(""), builder -> builder.subprotocols("chatagent.v1", "bearer." + ada.accessToken()))) {
            assertThat(client.subprotocol()).isEqualTo("chatagent.v1");
            client.ready();
        }
    }

    @Test
    void nothing_is_compressed_and_a_bomb_is_a_broken_frame() throws Exception {
        try (RawSocket socket = raw(
                "",
                "Authorization: Bearer " + ada.accessToken(),
                "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits, permessage-deflate")) {
            assertThat(socket.answer())
                    .startsWith("HTTP/1.1 101 ")
                    .doesNotContainIgnoringCase("Sec-WebSocket-Extensions");
            assertThat(socket.nextText()).contains("\"ready\"");
            Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
            deflater.setInput(new byte[50_000_000]);
            byte[] bomb = new byte[60_000];
            socket.frame(COMPRESSED | RawSocket.TEXT, Arrays.copyOf(bomb, deflater.deflate(bomb)));
            deflater.end();
            assertThat(socket.closeCode()).isEqualTo(CloseReason.CloseCodes.PROTOCOL_ERROR.getCode());
        }
    }

    @Test
    void token_offered_alone_is_never_answered_as_subprotocol() throws Exception {
        try (RawSocket socket = raw("", "Sec-WebSocket-Protocol: bearer." + ada.accessToken())) {
            assertThat(socket.answer()).doesNotContain(ada.accessToken());
        }
    }

    @Test
    void first_message_authenticates() throws Exception {
        try (WsClient client = WsClient.connect(server.uri(""), builder -> builder.subprotocols("chatagent.v1"))) {
            assertThat(client.ask("\"type\":\"auth\",\"token\":\"" + ada.accessToken() + "\"")
                            .path("type")
                            .asText())
                    .isEqualTo("ok");
            assertThat(client.ask("\"type\":\"ping\"").path("type").asText()).isEqualTo("ok");
        }
    }

    @Test
    void ticket_authenticates_once() throws Exception {
        String ticket = server.ticket(ada);
        try (WsClient client = WsClient.connect(server.uri("?ticket=" + ticket), builder -> builder)) {
            client.ready();
        }
        try (RawSocket again = raw("?ticket=" + ticket)) {
            assertThat(again.closeCode()).isEqualTo(4501);
        }
        try (WsClient inBand = WsClient.connect(server.uri(""), builder -> builder)) {
            String second = server.ticket(ada);
            assertThat(inBand.ask("\"type\":\"auth\",\"ticket\":\"" + second + "\"")
                            .path("type")
                            .asText())
                    .isEqualTo("ok");
        }
    }

    @Test
    void ticket_is_redeemed_once_under_concurrency() throws Exception {
        String path = "?ticket=" + server.ticket(server.register("parallel"));
        ExecutorService threads = Executors.newFixedThreadPool(50);
        try {
            List<Future<String>> firsts = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                firsts.add(threads.submit(() -> {
                    try (RawSocket socket = raw(path)) {
                        RawSocket.Frame first = socket.read();
                        return first.opcode() == RawSocket.TEXT ? "in" : "refused";
                    }
                }));
            }
            List<String> results = new ArrayList<>();
            for (Future<String> first : firsts) {
                results.add(first.get(WsServer.PATIENCE_SECONDS, TimeUnit.SECONDS));
            }
            assertThat(results).containsOnlyOnce("in").contains("refused");
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void ticket_ends_after_thirty_seconds() throws Exception {
        TokenPair eve = server.register("late");
        String old = server.ticket(eve);
        server.clock.advance(Duration.ofSeconds(31));
        try (RawSocket socket = raw("?ticket=" + old)) {
            assertThat(socket.closeCode()).isEqualTo(4501);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"token", "access_token", "bearer", "jwt"})
    void token_in_the_url_is_refused_at_once(String name) throws Exception {
        try (RawSocket socket = raw("?" + name + "=" + ada.accessToken())) {
            assertThat(socket.closeCode()).isEqualTo(CloseCode.TOKEN_IN_URL.code());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "garbage", "%00"})
    void bad_ticket_is_refused(String ticket) throws Exception {
        try (RawSocket socket = raw("?ticket=" + ticket)) {
            assertThat(socket.closeCode()).isEqualTo(4501);
        }
    }

    @Test
    void revoked_and_unknown_tokens_are_refused() throws Exception {
        TokenPair gone = server.register("gone");
        String ticket = server.ticket(gone);
        server.runtime.accounts().logout(server.principal(gone));
        for (String token : List.of(gone.accessToken(), "garbage", "a.b.c")) {
            try (RawSocket socket = RawSocket.as(server, token)) {
                assertThat(socket.closeCode()).isEqualTo(4501);
            }
            try (RawSocket socket = raw("")) {
                socket.text("{\"id\":\"1\",\"type\":\"auth\",\"token\":\"" + token + "\"}");
                assertThat(socket.nextText()).contains("\"id\":\"1\"", "\"invalid_token\"");
                assertThat(socket.closeCode()).isEqualTo(4501);
            }
        }
        try (RawSocket socket = raw("?ticket=" + ticket)) {
            assertThat(socket.closeCode()).isEqualTo(4501);
        }
    }

    @Test
    void expired_token_is_refused() throws Exception {
        TokenPair old = server.register("old");
        server.clock.advance(Duration.ofMinutes(15));
        ada = server.login("ada");
        try (RawSocket socket = RawSocket.as(server, old.accessToken())) {
            assertThat(socket.closeCode()).isEqualTo(4501);
        }
    }

    @Test
    void first_message_that_is_no_auth_is_refused() throws Exception {
        try (RawSocket socket = raw("")) {
            socket.text("{\"id\":\"1\",\"type\":\"ping\"}");
            assertThat(socket.nextText()).contains("\"id\":\"1\"", "\"unauthenticated\"");
            assertThat(socket.closeCode()).isEqualTo(4501);
        }
        try (RawSocket socket = raw("")) {
            socket.text("nonsense");
            assertThat(socket.nextText()).contains("\"malformed_json\"");
            assertThat(socket.closeCode()).isEqualTo(4500);
        }
    }

    @Test
    void stranger_is_sent_away_after_five_seconds() throws Exception {
        long start = System.nanoTime();
        try (RawSocket socket = raw("")) {
            assertThat(socket.closeCode()).isEqualTo(CloseCode.AUTH_TIMEOUT.code());
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(4_900));
    }

    /** Undertow before 2.3 hands the mounted configuration itself to every handshake; all that are tested here a copy. */
    @Test
    void configuration_that_all_handshakes_share_never_holds_credentials() {
        Connections connections = Connections.start(server.runtime);
        Handshake handshake = new Handshake(connections);
        ServerEndpointConfig mounted = ServerEndpointConfig.Builder.create(SocketEndpoint.class, "/ws")
                .configurator(handshake)
                .build();
        handshake.mounted(mounted);
        handshake.modifyHandshake(mounted, new BareHandshake(Map.of("authorization", "Bearer secret")), Map::of);
        assertThat(mounted.getUserProperties()).isEmpty();
        HandshakeRequest foreign = new BareHandshake(Map.of("Origin", "https://evil.example", "Host", "me"));
        assertThatThrownBy(() -> handshake.modifyHandshake(mounted, foreign, Map::of))
                .isInstanceOf(IllegalStateException.class);
        connections.close();
    }
}
