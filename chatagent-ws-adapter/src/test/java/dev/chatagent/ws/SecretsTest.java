package dev.chatagent.ws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.account.TokenPair;
import dev.chatagent.examples.containers.Container;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Credentials of all kinds, in all places, where they belong and where they do not. {@link RawSocket} looks for them in the
 * answers of handshakes, and {@link WsServer#close()} in the log and the metrics, here and in all other tests.
 */
class SecretsTest {
    @ParameterizedTest
    @EnumSource(Container.class)
    void none_is_written_down_or_comes_back(Container container) throws Exception {
        WsServer server = new WsServer(container);
        try {
            TokenPair ada = server.register("ada");
            Map<String, Integer> secrets = Map.of(
                    ada.accessToken(), 1, ada.refreshToken(), 4501, server.apiKey(ada), 1, server.ticket(ada), 4501);
            for (Map.Entry<String, Integer> secret : secrets.entrySet()) {
                String token = secret.getKey();
                assertOpens(server, "", "Authorization: Bearer " + token, secret.getValue());
                assertOpens(server, "", "Sec-WebSocket-Protocol: chatagent.v1, bearer." + token, secret.getValue());
                assertOpens(server, "?token=" + token, "X-None: 1", 4500);
                inBand(server, token);
            }
            assertOpens(server, "?ticket=" + server.ticket(ada), "X-None: 1", 1);
            assertOpens(server, "?ticket=" + ada.accessToken(), "X-None: 1", 4501);
            assertThat(server.complaints()).isEmpty();
        } finally {
            server.close();
        }
    }

    /** @param end the code of the close frame that comes first, or 1 for a text */
    private static void assertOpens(WsServer server, String query, String header, int end) throws Exception {
        try (RawSocket socket = new RawSocket(server.port(), "/ws" + query, List.of(header))) {
            RawSocket.Frame first = socket.read();
            assertThat(first.opcode() == RawSocket.TEXT ? 1 : first.closeCode()).isEqualTo(end);
        }
    }

    private static void inBand(WsServer server, String secret) throws Exception {
        for (String frame : List.of(
                "{\"id\":\"1\",\"type\":\"auth\",\"token\":\"#\"}",
                "{\"id\":\"1\",\"type\":\"auth\",\"ticket\":\"#\"}",
                "{\"id\":\"1\",\"type\":\"auth\",\"token\":\"#\",\"#\":\"#\"}",
                "{\"id\":\"1\",\"type\":\"#\"}",
                "{\"id\":\"1\",\"type\":\"auth\",\"token\":\"#")) {
            try (RawSocket socket = new RawSocket(server.port(), "/ws", List.of())) {
                socket.text(frame.replace("#", secret));
                assertThat(socket.nextText()).contains("\"type\":");
            }
        }
    }
}
