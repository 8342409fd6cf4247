package dev.chatagent.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 of the launcher in the middle of a stream of writes: nothing that was acknowledged is lost. */
class KillTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int WRITERS = 8;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void what_was_acknowledged_survives_kills(@TempDir Path home) throws Exception {
        killRepeatedly(home, 3);
    }

    @Test
    @Tag("long")
    void what_was_acknowledged_survives_twenty_kills(@TempDir Path home) throws Exception {
        killRepeatedly(home, 20);
    }

    private void killRepeatedly(Path home, int times) throws Exception {
        Map<String, String> acknowledged = new ConcurrentHashMap<>();
        String token = "";
        for (int round = 0; round < times; round++) {
            Server server = Server.start(home);
            try {
                if (round == 0) {
                    String body = "{\"email\":\"a@b.co\",\"password\":\"four words that differ\"}";
                    token = json(call(server, "POST", "/auth/register", "", body))
                            .path("accessToken")
                            .asText();
                }
                writeUntilKilled(server, token, round, acknowledged);
            } finally {
                server.process().destroyForcibly().waitFor();
            }
        }
        Server last = Server.start(home);
        try {
            assertThat(acknowledged).hasSizeGreaterThan(times * WRITERS);
            for (Map.Entry<String, String> entry : acknowledged.entrySet()) {
                JsonNode items = json(call(last, "GET", "/chat/sessions/" + entry.getKey() + "/messages", token, ""))
                        .path("items");
                assertThat(items.path(0).path("parts").path(0).path("text").asText())
                        .isEqualTo(entry.getValue());
                assertThat(items.path(1).path("status").asText()).isIn("complete", "interrupted");
            }
        } finally {
            last.process().destroyForcibly().waitFor();
        }
    }

    /** Each writer makes chats with one message; the kill comes at another number of acknowledgements each round. */
    private void writeUntilKilled(Server server, String token, int round, Map<String, String> acknowledged)
            throws Exception {
        int killAt = acknowledged.size() + 20 + 7 * round;
        ExecutorService pool = Executors.newFixedThreadPool(WRITERS);
        List<Future<?>> writers = new ArrayList<>();
        for (int w = 0; w < WRITERS; w++) {
            String text = "round " + round + " writer " + w;
            writers.add(pool.submit(() -> {
                while (server.process().isAlive()) {
                    try {
                        String chat = json(call(server, "POST", "/chat/sessions", token, "{}"))
                                .path("id")
                                .asText();
                        HttpResponse<String> sent = call(
                                server,
                                "POST",
                                "/chat/sessions/" + chat + "/messages",
                                token,
                                "{\"text\":\"" + text + "\"}");
                        if (sent.statusCode() == 202) {
                            acknowledged.put(chat, text);
                        }
                        if (acknowledged.size() >= killAt) {
                            server.process().destroyForcibly();
                        }
                    } catch (IOException e) {
                        return null; // killed in the middle of the call: not acknowledged
                    }
                }
                return null;
            }));
        }
        for (Future<?> writer : writers) {
            writer.get();
        }
        pool.shutdown();
    }

    private static JsonNode json(HttpResponse<String> response) throws IOException {
        return JSON.readTree(response.body());
    }

    private HttpResponse<String> call(Server server, String method, String path, String token, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.url() + "/api" + path))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** The launcher in a process of its own. */
    private record Server(Process process, String url) {
        static Server start(Path home) throws IOException {
            ProcessBuilder builder = new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    "dev.chatagent.launcher.Main",
                    "--port",
                    "0",
                    "--home",
                    home.resolve("data").toString());
            Map<String, String> variables = new LinkedHashMap<>(Map.of(
                    "CHATAGENT_ENV", "development",
                    "CHATAGENT_LIMITS", "off",
                    "CHATAGENT_PASSWORD_COST", "4",
                    "CHATAGENT_ECHO_DELAY", "20ms"));
            builder.environment().putAll(variables);
            builder.redirectError(ProcessBuilder.Redirect.DISCARD);
            Process process = builder.start();
            BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.startsWith("chatagent is ready: ")) {
                    return new Server(process, line.substring("chatagent is ready: ".length()));
                }
            }
            process.destroyForcibly();
            throw new IOException("The launcher did not start");
        }
    }
}
