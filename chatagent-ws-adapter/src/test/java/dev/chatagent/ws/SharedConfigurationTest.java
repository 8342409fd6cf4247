package dev.chatagent.ws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.account.TokenPair;
import dev.chatagent.examples.containers.Container;
import dev.chatagent.wire.CloseCode;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who gets in where all handshakes share one configuration, as in Undertow: by ticket and first message, never by a header. */
class SharedConfigurationTest {
    private static WsServer server;
    private static TokenPair ada;

    @BeforeAll
    static void start() throws Exception {
        server = new WsServer(Container.UNDERTOW);
        ada = server.register("ada");
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static RawSocket raw(String query, String... headers) throws Exception {
        return new RawSocket(server.port(), "/ws" + query, List.of(headers));
    }

    @Test
    void first_message_and_ticket_authenticate() throws Exception {
        try (RawSocket socket = RawSocket.as(server, ada.accessToken())) {
            assertThat(socket.nextText()).contains("\"ok\"");
        }
        String ticket = "?ticket=" + server.ticket(ada);
        try (RawSocket socket = raw(ticket)) {
            assertThat(socket.nextText()).contains("\"type\":\"ready\"");
        }
        try (RawSocket again = raw(ticket)) {
            assertThat(again.closeCode()).isEqualTo(4501);
        }
    }

    @Test
    void header_leaves_one_a_stranger() throws Exception {
        try (RawSocket socket = raw("", "Authorization: Bearer " + ada.accessToken())) {
            assertThat(socket.closeCode()).isEqualTo(CloseCode.AUTH_TIMEOUT.code());
        }
    }

    @Test
    void foreign_origin_is_refused_before_the_upgrade_and_learns_nothing() throws Exception {
        try (RawSocket socket = raw("", "Origin: https://evil.example")) {
            assertThat(socket.answer()).doesNotStartWith("HTTP/1.1 101").doesNotContain("Exception", "dev.chatagent");
        }
        try (RawSocket socket = raw("", "Origin: http://127.0.0.1:" + server.port())) {
            assertThat(socket.answer()).startsWith("HTTP/1.1 101");
        }
    }
}
