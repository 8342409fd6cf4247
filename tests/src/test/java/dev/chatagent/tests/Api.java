package dev.chatagent.tests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.chatagent.launcher.LauncherServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A server's HTTP API as any program uses it. */
final class Api {
    static final String PASSWORD = "four words that differ";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final HttpClient http = HttpClient.newHttpClient();
    private final String url;

    Api(String url) {
        this.url = url;
    }

    /** What a login gives. */
    record Account(String id, String email, String access, String refresh, String device) {
        private static Account of(JsonNode answer) {
            return new Account(
                    answer.at("/user/id").asText(),
                    answer.at("/user/email").asText(),
                    answer.path("accessToken").asText(),
                    answer.path("refreshToken").asText(),
                    answer.path("deviceToken").asText());
        }
    }

    String url() {
        return url;
    }

    /** @param headers names and values in turn */
    CompletableFuture<HttpResponse<String>> begin(
            String method, String path, String token, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + "/api" + path))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> call(String method, String path, String token, String body, String... headers) {
        return begin(method, path, token, body, headers).join();
    }

    int status(String method, String path, String token, String body) {
        return call(method, path, token, body).statusCode();
    }

    /** Whether the token still opens anything. */
    int profile(String token) {
        return status("GET", "/auth/profile", token, "");
    }

    /** The answer's body; anything but success throws. */
    JsonNode json(String method, String path, String token, String body) throws IOException {
        return read(call(method, path, token, body));
    }

    static JsonNode read(HttpResponse<String> response) throws IOException {
        if (response.statusCode() / 100 != 2) {
            throw new IOException(response.request().uri() + ": " + response.statusCode() + " " + response.body());
        }
        return JSON.readTree(response.body().isEmpty() ? "null" : response.body());
    }

    static String body(Map<String, ?> fields) throws IOException {
        return JSON.writeValueAsString(fields);
    }

    static String credentials(String email, String password) throws IOException {
        return body(Map.of("email", email, "password", password));
    }

    Account register(String email) throws IOException {
        return Account.of(json("POST", "/auth/register", "", credentials(email, PASSWORD)));
    }

    Account login(String email) throws IOException {
        return Account.of(json("POST", "/auth/login", "", credentials(email, PASSWORD)));
    }

    Account refresh(String refreshToken) throws IOException {
        return Account.of(json("POST", "/auth/refresh", "", body(Map.of("refreshToken", refreshToken))));
    }

    /** The first administrator, through the link that the server prints. */
    Account administrator(LauncherServer server, String email) throws IOException {
        String link = server.setUpLink().orElseThrow();
        String token = link.substring(link.indexOf("#setup=") + "#setup=".length());
        return Account.of(
                json("POST", "/auth/setup", "", body(Map.of("token", token, "email", email, "password", PASSWORD))));
    }

    /** The same call many times at once. */
    List<HttpResponse<String>> atOnce(int times, String method, String path, List<String> bodies) {
        List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            all.add(begin(method, path, "", bodies.get(i % bodies.size())));
        }
        return all.stream().map(CompletableFuture::join).toList();
    }
}
