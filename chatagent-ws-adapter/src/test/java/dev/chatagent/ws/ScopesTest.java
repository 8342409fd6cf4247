package dev.chatagent.ws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.chatagent.account.TokenPair;
import dev.chatagent.auth.Permission;
import dev.chatagent.examples.containers.Container;
import dev.chatagent.wire.CloseCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A key that is not for chats, on a connection: it hears nothing of them. */
class ScopesTest {
    private WsServer server;
    private TokenPair ada;
    private String narrow;

    @BeforeEach
    void start() throws Exception {
        server = new WsServer(Container.JETTY);
        ada = server.register("ada");
        server.chat(server.principal(ada));
        narrow = server.apiKey(ada, Permission.ACCOUNT_SELF);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        assertThat(server.complaints()).isEmpty();
    }

    @Test
    void key_without_the_scope_subscribes_to_nothing() throws Exception {
        try (WsClient client =
                WsClient.connect(server.uri(""), builder -> builder.header("Authorization", "Bearer " + narrow))) {
            client.ready();
            JsonNode answer = client.ask("\"type\":\"subscribe\",\"stream\":\"user\",\"since\":0");
            assertThat(answer.path("error").path("code").asText()).isEqualTo("forbidden");
            assertThat(client.ask("\"type\":\"presence\"")
                            .path("error")
                            .path("code")
                            .asText())
                    .isEqualTo("forbidden");
        }
    }

    @Test
    void narrower_credentials_end_what_is_subscribed() throws Exception {
        try (WsClient client = server.connect(ada)) {
            client.ready();
            assertThat(client.ask("\"type\":\"subscribe\",\"stream\":\"user\"")
                            .path("type")
                            .asText())
                    .isEqualTo("ok");
            client.say("narrow", "\"type\":\"auth\",\"token\":\"" + narrow + "\"");
            assertThat(client.closeCode()).isEqualTo(CloseCode.REFUSED.code());
        }
    }
}
