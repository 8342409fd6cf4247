package dev.chatagent.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.chatagent.config.Settings;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.launcher.LauncherServer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * The OpenAI-compatible connector against a server that nobody here wrote, through the whole product: connector, event log,
 * HTTP and WebSocket.
 */
class ModelServerTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Logger LOGS = (Logger) LoggerFactory.getLogger("dev.chatagent");
    private static final String STORY =
            "**Once** upon a time there was a model server 🐎 that nobody here wrote. It told its stories piece by piece, as"
                    + " people do at a fire, and never all at once.";
    private static final String BROKEN_OFF =
            "This answer breaks off in the middle of a sentence that nobody will ever read to its end.";

    private static ModelServer model;

    @TempDir
    Path home;

    private final Log log = new Log();

    /** Before each, because a class that is skipped as a whole is left out of the count of skipped tests. */
    @BeforeEach
    void startModel() throws Exception {
        if (model == null) {
            model = ModelServer.start();
        }
    }

    @AfterAll
    static void stopModel() {
        if (model != null) {
            model.close();
        }
    }

    @BeforeEach
    void listenToTheLog() {
        log.setContext(LOGS.getLoggerContext());
        log.start();
        LOGS.setLevel(Level.TRACE);
        LOGS.addAppender(log);
    }

    @AfterEach
    void leaveTheLog() {
        LOGS.detachAppender(log);
        LOGS.setLevel(null);
    }

    /** What the product logged while a test ran. */
    private static final class Log extends AppenderBase<ILoggingEvent> {
        private final Queue<ILoggingEvent> events = new ConcurrentLinkedQueue<>();

        @Override
        protected void append(ILoggingEvent event) {
            events.add(event);
        }

        List<String> lines(Level least) {
            return events.stream()
                    .filter(event -> event.getLevel().isGreaterOrEqual(least))
                    .map(event -> event.getFormattedMessage()
                            + (event.getThrowableProxy() == null
                                    ? ""
                                    : " " + event.getThrowableProxy().getMessage()))
                    .toList();
        }
    }

    /** A launcher as these variables set it. */
    private LauncherServer start(String baseUrl, String key, String... more) throws Exception {
        Map<String, String> variables = new HashMap<>(Map.of(
                "CHATAGENT_OPENAI_BASE_URL", baseUrl,
                "CHATAGENT_OPENAI_API_KEY", key,
                "CHATAGENT_OPENAI_MODEL", "chatagent-test",
                "CHATAGENT_OPENAI_TIMEOUT", "60s",
                "CHATAGENT_ENV", "development",
                "CHATAGENT_PASSWORD_COST", "4",
                "CHATAGENT_PORT", "0",
                "CHATAGENT_HOME", home.resolve("data").toString()));
        for (int i = 0; i < more.length; i += 2) {
            variables.put(more[i], more[i + 1]);
        }
        return Launchers.start(Settings.from(variables));
    }

    @Test
    void an_answer_arrives_piece_by_piece_and_without_a_gap() throws Exception {
        try (LauncherServer server = start(model.url(), ModelServer.KEY)) {
            Person ada = Person.registeredAt(server.url(), "ada@example.org");
            String chat = ada.newChat();
            try (Watch watch = ada.watch(chat)) {
                ada.send(chat, "Tell a story");
                List<JsonNode> events = watch.until("run.completed");

                List<String> types = Watch.types(events);
                assertThat(types.subList(0, types.indexOf("message.completed")))
                        .filteredOn("message.delta"::equals)
                        .hasSizeGreaterThan(1);
                assertThat(Watch.text(events)).isEqualTo(STORY);
                assertThat(textOf(last("message.completed", events).at("/data/message")))
                        .isEqualTo(STORY);
                assertThat(events.stream().map(event -> event.path("seq").asLong()))
                        .containsExactlyElementsOf(IntStream.rangeClosed(1, events.size())
                                .mapToObj(Long::valueOf)
                                .toList());
                JsonNode usage = last("run.completed", events).at("/data/run/usage");
                assertThat(usage.path("inputTokens").asLong()).isPositive();
                assertThat(usage.path("outputTokens").asLong()).isPositive();
            }
            JsonNode stored = ada.lastMessage(chat);
            assertThat(stored.path("status").asText()).isEqualTo("complete");
            assertThat(textOf(stored)).isEqualTo(STORY);
        }
    }

    @Test
    void a_server_that_is_busy_fails_the_run_and_says_when_to_come_back() throws Exception {
        try (LauncherServer server = start(model.url(), ModelServer.KEY)) {
            JsonNode message = failed(server, "Be busy");
            assertError(message, "rate_limited", "The model server is limiting requests");
            assertThat(message.at("/error/message").asText()).contains("in 7 s");
            assertThat(textOf(message)).isEmpty();
        }
    }

    @Test
    void an_answer_that_breaks_off_fails_the_run_and_keeps_its_text() throws Exception {
        try (LauncherServer server = start(model.url(), ModelServer.KEY)) {
            JsonNode message = failed(server, "Break off");
            assertError(message, "agent_unavailable", "broke off before the end of the answer");
            assertThat(textOf(message)).isNotEmpty().isNotEqualTo(BROKEN_OFF);
            assertThat(BROKEN_OFF).startsWith(textOf(message));
        }
    }

    @Test
    void a_wrong_key_fails_the_run_and_names_the_variable() throws Exception {
        try (LauncherServer server = start(model.url(), "sk-wrong-" + ModelServer.KEY)) {
            JsonNode message = failed(server, "Tell a story");
            assertError(message, "agent_unavailable", "refuses the key. Check CHATAGENT_OPENAI_API_KEY");
        }
    }

    @Test
    void a_server_that_is_not_there_fails_the_run() throws Exception {
        try (LauncherServer server = start("http://127.0.0.1:" + freePort() + "/v1", ModelServer.KEY)) {
            assertError(failed(server, "Tell a story"), "agent_unavailable", "refuses the connection");
        }
    }

    @Test
    void an_address_that_cannot_be_stops_the_start_and_is_not_repeated() {
        assertThatThrownBy(() -> start("sk-pasted-into-the-wrong-variable", ModelServer.KEY))
                .isInstanceOf(ChatAgentException.class)
                .hasMessageContaining("CHATAGENT_OPENAI_BASE_URL")
                .hasMessageNotContaining("sk-pasted");
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void a_server_that_says_nothing_fails_the_run_after_the_timeout() throws Exception {
        try (LauncherServer server = start(model.url(), ModelServer.KEY, "CHATAGENT_OPENAI_TIMEOUT", "700ms")) {
            assertError(failed(server, "Say nothing"), "agent_unavailable", "was silent for 700 ms");
        }
    }

    @Test
    void a_stop_half_way_hangs_up_on_the_server_and_keeps_the_text() throws Exception {
        try (Relay relay = Relay.to(model.port());
                LauncherServer server = start(relay.url(), ModelServer.KEY)) {
            Person ada = Person.registeredAt(server.url(), "ada@example.org");
            String chat = ada.newChat();
            try (Watch watch = ada.watch(chat)) {
                String run = ada.send(chat, "Talk without end");
                watch.until("message.delta");
                assertThat(relay.hungUp()).isNotDone();

                long stopped = System.nanoTime();
                ada.cancel(chat, run);
                long hungUp = relay.hungUp().get(60, TimeUnit.SECONDS);
                assertThat(Duration.ofNanos(hungUp - stopped)).isLessThan(Duration.ofSeconds(1));

                List<JsonNode> events = watch.until("run.cancelled");
                assertThat(last("run.cancelled", events).at("/data/run/status").asText())
                        .isEqualTo("cancelled");
                assertThat(textOf(ada.lastMessage(chat))).isNotEmpty().isEqualTo(Watch.text(events));
                assertThat(ada.lastMessage(chat).path("status").asText()).isEqualTo("cancelled");
            }
        }
    }

    /** The message that failed, after it was seen to fail as event, as run and as message alike. */
    private JsonNode failed(LauncherServer server, String text) throws Exception {
        Person ada = Person.registeredAt(server.url(), "ada@example.org");
        String chat = ada.newChat();
        try (Watch watch = ada.watch(chat)) {
            ada.send(chat, text);
            List<JsonNode> events = watch.until("run.failed");
            JsonNode run = last("run.failed", events).at("/data/run");
            assertThat(run.path("status").asText()).isEqualTo("failed");
            JsonNode message = ada.lastMessage(chat);
            assertThat(message.path("status").asText()).isEqualTo("failed");
            assertThat(message.path("error")).isEqualTo(run.path("error"));
            assertThat(last("message.completed", events).at("/data/message")).isEqualTo(message);
            assertThat(textOf(message)).isEqualTo(Watch.text(events));
            assertNothingLeaks(JSON.writeValueAsString(events));
            return message;
        }
    }

    private static void assertError(JsonNode message, String code, String says) {
        assertThat(message.at("/error/code").asText()).isEqualTo(code);
        assertThat(message.at("/error/message").asText()).contains(says).hasSizeLessThan(200);
    }

    /** Neither in what people see nor in the log; the text of what was asked is not in the log either. */
    private void assertNothingLeaks(String shown) {
        String logged = String.join("\n", log.lines(Level.INFO));
        assertThat(logged).contains("The model server").doesNotContain("Tell a story", "Be busy", "Break off");
        for (String text : List.of(shown, logged)) {
            assertThat(text)
                    .doesNotContain(ModelServer.KEY, "sk-", "http://", "https://", "127.0.0.1", "org-internal42")
                    .doesNotContain("aimock", "Exception", "java.", "Invalid API key");
        }
        assertThat(String.join("\n", log.lines(Level.TRACE))).doesNotContain(ModelServer.KEY, "sk-");
    }

    private static JsonNode last(String type, List<JsonNode> events) {
        return events.stream()
                .filter(event -> event.path("type").asText().equals(type))
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    private static String textOf(JsonNode message) {
        return message.at("/parts/0/text").asText();
    }
}
