package dev.chatagent.ws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.chatagent.account.TokenPair;
import dev.chatagent.auth.Principal;
import dev.chatagent.chat.ChatSession;
import dev.chatagent.config.Settings;
import dev.chatagent.examples.containers.Container;
import dev.chatagent.id.RunId;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is answered to commands, good and bad. */
@ParameterizedClass
@EnumSource(Container.class)
class CommandsTest {
    @Parameter
    Container container;

    private static WsServer server;
    private static TokenPair ada;
    private static Principal adaHerself;
    private static ChatSession chat;

    @BeforeParameterizedClassInvocation
    static void start(Container container) throws Exception {
        server = new WsServer(container, settings -> settings.with(Settings.LIMITS, false));
        ada = server.register("ada");
        adaHerself = server.principal(ada);
        chat = server.chat(adaHerself);
    }

    @AfterParameterizedClassInvocation
    static void stop() throws Exception {
        server.close();
    }

    @AfterEach
    void nothing_is_complained_about() {
        assertThat(server.complaints()).isEmpty();
    }

    private static void assertError(JsonNode answer, int status, String code) {
        assertThat(answer.path("type").asText()).as("%s", answer).isEqualTo("error");
        assertThat(answer.path("error").path("status").asInt()).as("%s", answer).isEqualTo(status);
        assertThat(answer.path("error").path("code").asText()).isEqualTo(code);
        assertThat(answer.path("error").path("detail").asText()).isNotBlank();
        assertThat(answer.path("error").path("requestId").asText()).isNotBlank();
        assertThat(answer.toString()).doesNotContain("dev.chatagent", "com.fasterxml", "Exception", "\tat ");
    }

    @Test
    void sent_message_is_answered_and_its_run_can_be_watched_to_its_end() throws Exception {
        try (WsClient client = server.connect(ada)) {
            String stream = "session:" + chat.id();
            client.subscribe(stream, -1);
            JsonNode sent = client.ask("\"type\":\"send\",\"session\":\"" + chat.id() + "\",\"text\":\"one two\"");
            assertThat(sent.path("type").asText()).isEqualTo("ok");
            assertThat(sent.path("message").path("parts").path(0).path("text").asText())
                    .isEqualTo("one two");
            client.await(event -> event.path("type").asText().equals("run.completed")
                    && event.path("data")
                            .path("run")
                            .path("id")
                            .equals(sent.path("run").path("id")));
        }
    }

    @Test
    void message_is_made_of_parts_as_over_http() throws Exception {
        ChatSession own = server.chat(adaHerself);
        String send = "\"type\":\"send\",\"session\":\"" + own.id() + "\",";
        try (WsClient client = server.connect(ada)) {
            JsonNode both = client.ask(send + "\"text\":\"x\",\"parts\":[{\"type\":\"text\",\"text\":\"x\"}]");
            assertError(both, 400, "invalid_request");
            assertError(client.ask("\"type\":\"send\",\"session\":\"" + own.id() + "\""), 400, "invalid_request");
            JsonNode sent = client.ask(
                    send + "\"parts\":[{\"type\":\"text\",\"text\":\"one\"},{\"type\":\"text\",\"text\":\"two\"}]");
            assertThat(sent.path("message").path("parts").findValuesAsText("text"))
                    .containsExactly("one", "two");
        }
    }

    @Test
    void same_key_sends_once() throws Exception {
        ChatSession own = server.chat(adaHerself);
        String send = "\"type\":\"send\",\"session\":\"" + own.id() + "\",\"text\":\"x\",\"key\":\"k1\"";
        try (WsClient client = server.connect(ada)) {
            JsonNode first = client.ask(send);
            assertThat(client.ask(send).path("message").path("id"))
                    .isEqualTo(first.path("message").path("id"));
        }
    }

    @Test
    void run_is_cancelled() throws Exception {
        ChatSession own = server.chat(adaHerself);
        try (WsClient client = server.connect(ada)) {
            client.subscribe("session:" + own.id(), -1);
            String words = "word ".repeat(20_000);
            JsonNode run = client.ask("\"type\":\"send\",\"session\":\"" + own.id() + "\",\"text\":\""
                            + words.substring(0, 60_000) + "\"")
                    .path("run");
            JsonNode answer = client.ask("\"type\":\"cancel\",\"session\":\"" + own.id() + "\",\"run\":\""
                    + run.path("id").asText() + "\"");
            assertThat(answer.path("run").path("id")).isEqualTo(run.path("id"));
            client.await(event -> event.path("type").asText().equals("run.cancelled"));
        }
    }

    @Test
    void foreign_and_absent_look_the_same() throws Exception {
        RunId nobodys = new RunId(UUID.randomUUID());
        try (WsClient eve = server.connect(server.register("eve"))) {
            for (String id :
                    new String[] {chat.id().toString(), UUID.randomUUID().toString()}) {
                assertError(eve.subscribe("session:" + id, 0), 404, "not_found");
                assertError(eve.ask("\"type\":\"send\",\"session\":\"" + id + "\",\"text\":\"x\""), 404, "not_found");
                assertError(
                        eve.ask("\"type\":\"cancel\",\"session\":\"" + id + "\",\"run\":\"" + nobodys + "\""),
                        404,
                        "not_found");
            }
            assertError(eve.subscribe("user:" + adaHerself.user(), 0), 404, "not_found");
            assertThat(eve.events("session:" + chat.id())).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"type\":\"nonsense\" | 400 | invalid_request",
                "\"type\":7 | 400 | invalid_request",
                "\"type\":{} | 400 | invalid_request",
                "\"x\":1 | 400 | invalid_request",
                "\"type\":\"ping\",\"more\":1 | 400 | invalid_request",
                "\"type\":\"subscribe\" | 400 | invalid_request",
                "\"type\":\"subscribe\",\"stream\":\"nonsense\" | 404 | not_found",
                "\"type\":\"subscribe\",\"stream\":\"session:x\" | 404 | not_found",
                "\"type\":\"subscribe\",\"stream\":7 | 400 | invalid_request",
                "\"type\":\"subscribe\",\"stream\":\"user\",\"since\":1.5 | 400 | invalid_request",
                "\"type\":\"subscribe\",\"stream\":\"user\",\"since\":\"1\" | 400 | invalid_request",
                "\"type\":\"subscribe\",\"stream\":\"user\",\"since\":1e400 | 400 | invalid_request",
                "\"type\":\"unsubscribe\" | 400 | invalid_request",
                "\"type\":\"send\" | 400 | invalid_request",
                "\"type\":\"send\",\"session\":\"x\",\"text\":\"x\" | 404 | not_found",
                "\"type\":\"send\",\"session\":\"7c9e6679-7425-40de-944b-e07fc1f90ae7\",\"text\":\" \" | 400 | invalid_request",
                "\"type\":\"send\",\"session\":\"7c9e6679-7425-40de-944b-e07fc1f90ae7\",\"text\":\"\\u0000\" | 400 | invalid_request",
                "\"type\":\"send\",\"session\":\"7c9e6679-7425-40de-944b-e07fc1f90ae7\",\"text\":\"\\ud800\" | 400 | invalid_request",
                "\"type\":\"cancel\" | 400 | invalid_request",
                "\"type\":\"auth\" | 400 | invalid_request",
                "\"type\":\"auth\",\"token\":\"garbage\" | 401 | invalid_token"
            })
    void bad_command_is_answered_with_its_id(String fields, int status, String code) throws Exception {
        try (WsClient client = server.connect(ada)) {
            assertError(client.ask(fields), status, code);
            assertThat(client.ask("\"type\":\"ping\"").path("type").asText()).isEqualTo("ok");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "nonsense",
                "null",
                "7",
                "[]",
                "{",
                "{} {}",
                "{}",
                "{\"type\":\"ping\"}",
                "{\"type\":\"ping\",\"id\":null}",
                "{\"type\":\"ping\",\"id\":7}",
                "{\"type\":\"ping\",\"id\":\"\"}",
                "{\"type\":\"ping\",\"id\":\"\\ud800\"}",
                "{\"type\":\"ping\",\"id\":\"\\u0000\"}",
                "{\"type\":\"ping\",\"type\":\"ping\",\"id\":\"1\"}",
                "{\"type\":\"ping\",\"id\":\"\u0000\"}"
            })
    void frame_that_is_no_command_is_answered_without_an_id(String frame) throws Exception {
        try (WsClient client = server.connect(ada)) {
            client.send(frame);
            JsonNode answer = client.await(got -> got.path("type").asText().equals("error"));
            assertError(answer, 400, answer.path("error").path("code").asText());
            assertThat(answer.has("id")).isFalse();
            assertThat(client.ask("\"type\":\"ping\"").path("type").asText()).isEqualTo("ok");
        }
    }

    @Test
    void deep_json_is_answered() throws Exception {
        try (WsClient client = server.connect(ada)) {
            client.send("[".repeat(10_000));
            client.await(got -> got.path("error").path("code").asText().equals("malformed_json"));
            String deep = "{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000);
            client.send("{\"id\":\"1\",\"type\":\"ping\",\"x\":" + deep.substring(0, 60_000));
            assertThat(client.ask("\"type\":\"ping\"").path("type").asText()).isEqualTo("ok");
        }
    }

    @Test
    void message_of_64_kib_is_taken_and_a_larger_one_closes() throws Exception {
        try (RawSocket socket = RawSocket.as(server, ada.accessToken())) {
            String ping = "{\"id\":\"big\",\"type\":\"ping\"";
            socket.text(ping + " ".repeat(64 * 1024 - ping.length() - 1) + "}");
            assertThat(socket.nextText()).contains("\"ready\"");
            assertThat(socket.nextText()).contains("\"big\"", "\"ok\"");
            socket.text(ping + " ".repeat(65 * 1024) + "}");
            assertThat(socket.closeCode()).isEqualTo(1009);
        }
    }

    @Test
    void binary_frame_closes() throws Exception {
        try (RawSocket socket = RawSocket.as(server, ada.accessToken())) {
            assertThat(socket.nextText()).contains("\"ready\"");
            socket.frame(RawSocket.BINARY, "{\"id\":\"1\",\"type\":\"ping\"}".getBytes(StandardCharsets.UTF_8));
            assertThat(socket.closeCode()).isEqualTo(1003);
        }
    }

    @Test
    void broken_utf_8_closes() throws Exception {
        try (RawSocket socket = RawSocket.as(server, ada.accessToken())) {
            assertThat(socket.nextText()).contains("\"ready\""); // in the middle of its own word Tomcat can only cut
            socket.frame(RawSocket.TEXT, new byte[] {'{', '"', (byte) 0xC3, 0x28, '"', '}'});
            assertThat(socket.closeCode()).isEqualTo(1007);
        }
    }
}
