package dev.chatagent.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.account.ClientInfo;
import dev.chatagent.account.Email;
import dev.chatagent.account.Registration;
import dev.chatagent.config.Settings;
import dev.chatagent.examples.containers.Container;
import dev.chatagent.examples.containers.Served;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Chats whose messages are as long as they may be. */
class LongMessagesTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST = 200_000;
    private static final int SENT = 15;
    private static final int MAX_PAGE = 4 << 20;

    private static ChatAgentRuntime runtime;
    private static Served server;
    private static String token;

    @BeforeAll
    static void start() throws Exception {
        runtime = ChatAgentRuntime.builder()
                .settings(Settings.defaults()
                        .with(Settings.ENVIRONMENT, "test")
                        .with(Settings.LIMITS, false)
                        .with(Settings.ECHO_DELAY, Duration.ZERO))
                .start();
        server = Container.JETTY.serve(Recording.application(runtime));
        token = runtime.accounts()
                .register(
                        new Registration(new Email("ada@example.org"), "four words that differ", ""),
                        new ClientInfo("test", "127.0.0.1"))
                .accessToken();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
        runtime.close();
    }

    private static JsonNode call(String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/api" + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isBetween(200, 299);
        return JSON.readTree(response.body());
    }

    private static JsonNode page(String chat, Optional<String> cursor, int limit) throws Exception {
        return call(
                "GET",
                "/chat/sessions/" + chat + "/messages?limit=" + limit
                        + cursor.map("&cursor="::concat).orElse(""),
                "");
    }

    /** Waits for the answer, which the agent echoes. */
    private static void send(String chat, String text) throws Exception {
        call("POST", "/chat/sessions/" + chat + "/messages", JSON.writeValueAsString(java.util.Map.of("text", text)));
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (page(chat, Optional.empty(), 1).has("activeRun") && System.nanoTime() < end) {
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }

    @Test
    void page_ends_before_it_is_too_large_and_pages_have_everything_once() throws Exception {
        String chat = call("POST", "/chat/sessions", "{}").path("id").asText();
        for (int i = 0; i < SENT; i++) {
            send(chat, "x".repeat(LONGEST));
        }
        List<Integer> seen = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            JsonNode page = page(chat, cursor, 200);
            List<Integer> places = new ArrayList<>();
            int chars = 0;
            for (JsonNode item : page.path("items")) {
                places.add(item.path("seq").asInt());
                chars += item.at("/parts/0/text").asText().length();
            }
            assertThat(chars).isLessThanOrEqualTo(MAX_PAGE);
            seen.addAll(0, places);
            sizes.add(places.size());
            cursor = Optional.ofNullable(page.get("nextCursor")).map(JsonNode::asText);
        } while (cursor.isPresent());
        assertThat(seen).hasSize(2 * SENT).isSorted().doesNotHaveDuplicates();
        assertThat(sizes)
                .as("no page is shorter than it must be")
                .hasSizeLessThanOrEqualTo(2 * SENT * LONGEST / MAX_PAGE + 2);
        assertThat(sizes.get(0)).isBetween(MAX_PAGE / LONGEST / 2, MAX_PAGE / LONGEST);
    }
}
