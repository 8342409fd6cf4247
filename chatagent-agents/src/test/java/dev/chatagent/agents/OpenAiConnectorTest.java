package dev.chatagent.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatagent.agent.AgentEvent;
import dev.chatagent.agent.AgentFile;
import dev.chatagent.agent.AgentPrompt;
import dev.chatagent.agent.AgentSession;
import dev.chatagent.agent.AgentSpec;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.id.ChatId;
import dev.chatagent.id.UserId;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The connector on the wire, against a server that does exactly what a test says. */
class OpenAiConnectorTest {
    private static final String KEY = "sk-test-Q7w2Er5tY8u1Io4p";
    private static final String HELLO = "data: {\"choices\":[{\"delta\":{\"content\":\"hello\"}}]}\n\n";
    private static final String STOP = "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
    private static final String DONE = "data: [DONE]\n\n";

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final RecordingSink sink = new RecordingSink();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    private RawServer server(RawServer server) {
        opened.add(server);
        return server;
    }

    private OpenAiConnector connector(OpenAiConnector.Builder builder) {
        OpenAiConnector connector = builder.build();
        opened.add(0, connector);
        return connector;
    }

    private static OpenAiConnector.Builder builder(String url) {
        return OpenAiConnector.builder().baseUrl(url).apiKey(KEY).model("some-model");
    }

    private static AgentSession ask(OpenAiConnector connector, RecordingSink sink) {
        AgentSession session =
                connector.open(new AgentSpec(new UserId(UUID.randomUUID()), new ChatId(UUID.randomUUID())), sink);
        session.prompt(new AgentPrompt(
                List.of(
                        new AgentPrompt.Turn(AgentPrompt.Speaker.PERSON, "one"),
                        new AgentPrompt.Turn(AgentPrompt.Speaker.AGENT, "two")),
                "three"));
        return session;
    }

    private RecordingSink askAt(String url) {
        ask(connector(builder(url)), sink);
        return sink;
    }

    @Test
    void a_question_carries_history_model_and_key() throws Exception {
        RawServer server = server(RawServer.stream(HELLO + DONE));
        askAt(server.url()).assertEnded();
        assertThat(server.requests()).hasSize(1);
        assertThat(server.requests().get(0))
                .startsWith("POST /v1/chat/completions HTTP/1.1\r\n")
                .contains("Authorization: Bearer " + KEY + "\r\n")
                .contains("\"model\":\"some-model\"", "\"stream\":true", "\"include_usage\":true")
                .contains("[{\"role\":\"user\",\"content\":\"one\"},{\"role\":\"assistant\",\"content\":\"two\"},"
                        + "{\"role\":\"user\",\"content\":\"three\"}]");
    }

    private static AgentFile file(String name, String type, byte[] bytes) {
        return new AgentFile(name, type, bytes.length, () -> new ByteArrayInputStream(bytes));
    }

    private RawServer askWithFiles(AgentFile... files) throws Exception {
        RawServer server = server(RawServer.stream(HELLO + DONE));
        AgentSession session = connector(builder(server.url()))
                .open(new AgentSpec(new UserId(UUID.randomUUID()), new ChatId(UUID.randomUUID())), sink);
        session.prompt(new AgentPrompt(List.of(), "look", List.of(files)));
        sink.assertEnded();
        return server;
    }

    @Test
    void pictures_and_texts_go_along_and_other_files_by_name() throws Exception {
        RawServer server = askWithFiles(
                file("a.png", "image/png", new byte[] {1, 2, 3}),
                file("b.csv", "text/csv", "x;ü".getBytes(StandardCharsets.UTF_8)),
                file("c.pdf", "application/pdf", new byte[] {'%', 'P'}));
        assertThat(server.requests().get(0))
                .contains("\"content\":[{\"type\":\"text\",\"text\":\"look\"}")
                .contains("{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,AQID\"}}")
                .contains("File b.csv (text/csv, 4 bytes):\\nx;ü")
                .contains("File c.pdf (application/pdf, 2 bytes); its content cannot be shown here.");
    }

    @Test
    void long_text_is_cut_between_characters_and_says_so() throws Exception {
        byte[] text = ("x" + "ü".repeat(200_000)).getBytes(StandardCharsets.UTF_8);
        String request =
                askWithFiles(file("long.txt", "text/plain", text)).requests().get(0);
        assertThat(request).contains("of which this is the beginning").doesNotContain("\ufffd");
        assertThat(request.chars().filter(c -> c == 'ü').count()).isEqualTo((256 * 1024 - 1) / 2);
    }

    @ParameterizedTest
    @CsvSource({
        "'', /v1/chat/completions",
        "/, /v1/chat/completions",
        "/v1, /v1/chat/completions",
        "/v1/, /v1/chat/completions",
        "/v1//, /v1/chat/completions",
        "/openai/v1, /openai/v1/chat/completions",
        "/inference, /inference/chat/completions",
        "/v1/chat/completions, /v1/chat/completions",
        "/chat/completions/, /chat/completions"
    })
    void an_address_is_understood_as_people_write_it(String path, String asked) throws Exception {
        RawServer server = server(RawServer.stream(HELLO + DONE));
        askAt(server.url().replace("/v1", "") + path).assertEnded();
        assertThat(server.requests().get(0)).startsWith("POST " + asked + " HTTP/1.1\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "127.0.0.1:8080",
                "ftp://example.org/v1",
                "http://user:secret-of-mine@example.org/v1",
                "http://example.org/v1?key=secret-of-mine",
                "sk-secret-of-mine"
            })
    void an_address_that_cannot_be_is_refused_without_repeating_it(String url) {
        assertThatThrownBy(() -> OpenAiConnector.builder().baseUrl(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("CHATAGENT_OPENAI_BASE_URL")
                .hasMessageNotContaining("secret-of-mine");
    }

    @Test
    void a_redirect_is_not_followed_and_does_not_give_the_key_away() throws Exception {
        RawServer elsewhere = server(RawServer.stream(HELLO + DONE));
        RawServer server = server(RawServer.status(307, "text/plain", "", "Location: " + elsewhere.url()));
        AgentEvent.Failed failure = askAt(server.url()).failure();
        assertThat(failure.message()).contains("redirects to another address").doesNotContain(elsewhere.url());
        assertThat(elsewhere.connections()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "400, INVALID_REQUEST, did not accept the request",
        "401, AGENT_UNAVAILABLE, refuses the key",
        "402, RATE_LIMITED, credit",
        "403, AGENT_UNAVAILABLE, refuses the key",
        "404, AGENT_UNAVAILABLE, does not know this model or address",
        "407, AGENT_UNAVAILABLE, proxy",
        "413, PAYLOAD_TOO_LARGE, too long",
        "429, RATE_LIMITED, in 3 minutes",
        "500, AGENT_UNAVAILABLE, has a problem (status 500)",
        "503, AGENT_UNAVAILABLE, in 3 minutes",
        "529, AGENT_UNAVAILABLE, has a problem (status 529)"
    })
    void a_refusal_is_told_in_our_words_and_never_in_the_servers(int status, ErrorCode code, String says)
            throws Exception {
        String body = "{\"error\":{\"message\":\"Key " + KEY + " of org-internal at https://internal.example\"}}";
        RawServer server = server(RawServer.status(status, "application/json", body, "Retry-After: 130"));
        AgentEvent.Failed failure = askAt(server.url()).failure();
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.message())
                .contains(says)
                .doesNotContain("sk-", "org-internal", "https", "127.0.0.1", server.url());
    }

    @ParameterizedTest
    @CsvSource({
        "400, context_length_exceeded, PAYLOAD_TOO_LARGE, Begin a new chat",
        "400, content_filter, INVALID_REQUEST, content filter",
        "429, insufficient_quota, RATE_LIMITED, credit",
        "400, model_not_found, AGENT_UNAVAILABLE, does not know this model",
        "500, Some Words of the server, AGENT_UNAVAILABLE, has a problem"
    })
    void a_code_says_more_than_a_status(int status, String code, ErrorCode expected, String says) throws Exception {
        String body = "{\"error\":{\"message\":\"x\",\"code\":\"" + code + "\"}}";
        AgentEvent.Failed failure = askAt(server(RawServer.status(status, "application/json", body))
                        .url())
                .failure();
        assertThat(failure.code()).isEqualTo(expected);
        assertThat(failure.message()).contains(says).doesNotContain("Some Words");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"<html><body>Bad gateway at 10.0.0.7</body></html>", "upstream 10.0.0.7 died", "{\"error\":", ""
            })
    void an_error_page_is_told_by_its_status(String body) throws Exception {
        AgentEvent.Failed failure =
                askAt(server(RawServer.status(502, "text/html", body)).url()).failure();
        assertThat(failure.message()).contains("status 502").doesNotContain("10.0.0.7", "<");
    }

    @Test
    void a_web_page_instead_of_an_answer_fails() throws Exception {
        RawServer server = server(RawServer.status(200, "text/html", "<!doctype html><title>Log in</title>"));
        assertThat(askAt(server.url()).failure().message()).contains("web page").contains("/v1");
    }

    @Test
    void an_endless_refusal_is_not_read_to_its_end() throws Exception {
        RawServer server = server(RawServer.start(peer -> {
            peer.head(500, "text/plain");
            while (true) {
                peer.write("x".repeat(10_000));
            }
        }));
        assertThat(askAt(server.url()).failure().message()).contains("status 500");
        assertThat(server.clientGoneWithin(20_000)).isTrue();
    }

    @Test
    void a_refusal_whose_body_never_comes_is_told_by_its_status() throws Exception {
        RawServer server = server(RawServer.start(peer -> peer.head(401, "application/json", "Content-Length: 10")));
        ask(connector(builder(server.url()).timeout(Duration.ofMillis(300))), sink);
        assertThat(sink.failure().message()).contains("refuses the key");
    }

    @Test
    void a_server_that_is_silent_before_the_answer_fails() throws Exception {
        RawServer server = server(RawServer.start(peer -> {}));
        ask(connector(builder(server.url()).timeout(Duration.ofMillis(300))), sink);
        assertThat(sink.failure().message()).contains("silent for 300 ms").contains("CHATAGENT_OPENAI_TIMEOUT");
        assertThat(server.clientGoneWithin(20_000)).isTrue();
    }

    @Test
    void a_server_that_falls_silent_in_the_answer_fails_and_the_text_is_kept() throws Exception {
        RawServer server = server(RawServer.start(peer -> {
            peer.head(200, "text/event-stream");
            peer.write(HELLO);
        }));
        ask(connector(builder(server.url()).timeout(Duration.ofMillis(500))), sink);
        assertThat(sink.failure().message()).contains("silent for 500 ms");
        assertThat(sink.text()).isEqualTo("hello");
        assertThat(server.clientGoneWithin(20_000)).isTrue();
    }

    @Test
    void an_answer_is_complete_though_the_server_neither_marks_nor_closes_its_end() throws Exception {
        RawServer server = server(RawServer.start(peer -> {
            peer.head(200, "text/event-stream");
            peer.write(HELLO + STOP);
        }));
        long begun = System.nanoTime();
        askAt(server.url()).assertEnded();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(15));
        assertThat(server.clientGoneWithin(20_000)).isTrue();
    }

    @Test
    void a_server_that_is_not_there_fails() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        assertThat(askAt("http://127.0.0.1:" + port + "/v1").failure().message())
                .contains("refuses the connection")
                .doesNotContain(String.valueOf(port));
    }

    @Test
    void a_host_that_has_no_address_fails() throws Exception {
        assertThat(askAt("http://no-such-host.invalid/v1").failure().message())
                .contains("name of the model server is unknown")
                .doesNotContain("no-such-host");
    }

    @Test
    void an_answer_that_is_no_http_fails() throws Exception {
        RawServer server = server(RawServer.start(peer -> {
            peer.write("SSH-2.0-OpenSSH_9.2\r\n\r\n");
            peer.close();
        }));
        assertThat(askAt(server.url()).failure().message())
                .contains("Try again")
                .doesNotContain("SSH");
    }

    @Test
    void a_stop_closes_the_connection_and_nothing_comes_after_it() throws Exception {
        RawServer server = server(RawServer.start(peer -> {
            peer.head(200, "text/event-stream");
            while (true) {
                peer.write(HELLO);
            }
        }));
        AgentSession session = ask(connector(builder(server.url())), sink);
        sink.awaitEvents(3);
        session.cancel();
        assertThat(server.clientGoneWithin(20_000)).isTrue();
        assertThat(sink.events()).allMatch(AgentEvent.TextDelta.class::isInstance);
    }

    @Test
    void a_stop_before_any_answer_closes_the_connection() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        RawServer server = server(RawServer.start(peer -> asked.countDown()));
        AgentSession session = ask(connector(builder(server.url())), sink);
        assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
        session.cancel();
        assertThat(server.clientGoneWithin(20_000)).isTrue();
        assertThat(sink.events()).isEmpty();
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void a_sink_that_blocks_makes_the_server_wait() throws Exception {
        RecordingSink blocked = RecordingSink.thatBlocks();
        AtomicInteger written = new AtomicInteger();
        String large = HELLO.replace("hello", "x".repeat(100_000));
        RawServer server = server(RawServer.start(peer -> {
            peer.head(200, "text/event-stream");
            for (int i = 0; i < 500; i++) {
                peer.write(large);
                written.incrementAndGet();
            }
            peer.write(DONE);
            peer.close();
        }));
        ask(connector(builder(server.url())), blocked);
        blocked.awaitCall();
        assertThat(written.get()).isLessThan(500);
        blocked.release();
        blocked.assertEnded();
        assertThat(blocked.deltas()).hasSize(500);
    }

    @Test
    void a_kept_connection_that_the_server_has_dropped_costs_no_answer() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        RawServer server = server(RawServer.start(peer -> {
            if (asked.incrementAndGet() == 2) {
                peer.close();
                return;
            }
            peer.head(200, "text/event-stream", "Transfer-Encoding: chunked");
            peer.chunk(HELLO + DONE);
            peer.chunk("");
        }));
        OpenAiConnector connector = connector(builder(server.url()));
        ask(connector, sink);
        sink.assertEnded();
        RecordingSink second = new RecordingSink();
        ask(connector, second);
        second.assertEnded();
        assertThat(second.text()).isEqualTo("hello");
    }

    @Test
    void a_server_that_always_hangs_up_is_asked_twice_at_most() throws Exception {
        RawServer server = server(RawServer.start(RawServer.Peer::close));
        assertThat(askAt(server.url()).failure().message()).contains("broke off");
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void a_closed_connector_opens_nothing() throws Exception {
        OpenAiConnector connector = connector(builder("http://127.0.0.1:1/v1"));
        connector.close();
        assertThatThrownBy(() -> ask(connector, sink)).isInstanceOf(ChatAgentException.class);
    }

    @Test
    void neither_key_nor_anything_but_server_and_model_is_in_its_text() {
        assertThat(connector(builder("http://127.0.0.1:1/v1")).toString())
                .isEqualTo("OpenAiConnector[http://127.0.0.1:1/v1, some-model]");
        assertThatThrownBy(() -> OpenAiConnector.builder().apiKey("sk-geheim-ß"))
                .hasMessageContaining("CHATAGENT_OPENAI_API_KEY")
                .hasMessageNotContaining("geheim");
    }
}
