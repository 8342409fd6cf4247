package dev.chatagent.tests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.chatagent.http.RecordingFilter;
import dev.chatagent.launcher.Main;
import dev.chatagent.testkit.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Predicate;

/** The launcher in a process of its own, and its HTTP API. */
final class LauncherProcess implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String READY = "chatagent is ready: ";

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;
    private final String url;
    private final Duration startUp;

    private LauncherProcess(Process process, String url, Duration startUp) {
        this.process = process;
        this.url = url;
        this.startUp = startUp;
    }

    /** Default settings, but for a cheap password, a slow echo and no limits: nothing that touches what is kept. */
    static LauncherProcess start(Path home) throws IOException {
        return start(home, Map.of());
    }

    /** As above, with more settings. */
    static LauncherProcess start(Path home, Map<String, String> more) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(ChildJvm.command(Main.class, "--port", "0", "--home", home.toString()));
        builder.environment()
                .putAll(Map.of(
                        "CHATAGENT_ENV", "development",
                        "CHATAGENT_LIMITS", "off",
                        "CHATAGENT_PASSWORD_COST", "4",
                        "CHATAGENT_ECHO_DELAY", "20ms"));
        builder.environment().putAll(more);
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        long began = System.nanoTime();
        Process process = builder.start();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith(READY)) {
                return new LauncherProcess(
                        process, line.substring(READY.length()), Duration.ofNanos(System.nanoTime() - began));
            }
        }
        process.destroyForcibly();
        throw new IOException("The launcher did not start");
    }

    /** From the start of the process until it served. */
    Duration startUp() {
        return startUp;
    }

    boolean alive() {
        return process.isAlive();
    }

    /** kill -9. */
    void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    private HttpRequest.Builder request(String path, String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + "/api" + path))
                .header("Content-Type", "application/json")
                .timeout(Duration.ofMinutes(2));
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }

    HttpResponse<String> call(String method, String path, String token, String body)
            throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(
                request(path, token)
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        RecordingFilter.received(response);
        return response;
    }

    /** The answer's body; anything but success throws. */
    JsonNode json(String method, String path, String token, String body) throws IOException, InterruptedException {
        HttpResponse<String> response = call(method, path, token, body);
        if (response.statusCode() / 100 != 2) {
            throw new IOException(method + " " + path + ": " + response.statusCode() + " " + response.body());
        }
        return JSON.readTree(response.body());
    }

    /** Hands over every line of data of the stream's server-sent events until the consumer has enough. */
    void events(String stream, long since, String token, Predicate<JsonNode> goOn)
            throws IOException, InterruptedException {
        HttpResponse<InputStream> response = http.send(
                request("/events?stream=" + stream + "&since=" + since, token).build(),
                HttpResponse.BodyHandlers.ofInputStream());
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("data: ") && !goOn.test(JSON.readTree(line.substring(6)))) {
                    return;
                }
            }
        }
    }
}
