package dev.chatagent.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;

/** Somebody with an account, who uses the server through its public HTTP API. */
final class Person {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final String url;
    private final String token;

    private Person(String url, String email) throws IOException, InterruptedException {
        this.url = url;
        this.token = JSON.readTree(
                        call("POST", "/auth/register", "", Map.of("email", email, "password", Browser.PASSWORD)))
                .path("accessToken")
                .asText();
    }

    static Person registeredAt(String url, String email) throws IOException, InterruptedException {
        return new Person(url, email);
    }

    private String call(String method, String path, String bearer, Map<String, ?> body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + "/api" + path))
                .header("Content-Type", "application/json")
                .method(
                        method,
                        method.equals("GET")
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)));
        if (!bearer.isEmpty()) {
            request.header("Authorization", "Bearer " + bearer);
        }
        HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isBetween(200, 299);
        return response.body();
    }

    String newChat() throws IOException, InterruptedException {
        return JSON.readTree(call("POST", "/chat/sessions", token, Map.of()))
                .path("id")
                .asText();
    }

    /** The id of the run that answers. */
    String send(String chat, String text) throws IOException, InterruptedException {
        return JSON.readTree(call("POST", "/chat/sessions/" + chat + "/messages", token, Map.of("text", text)))
                .at("/run/id")
                .asText();
    }

    void cancel(String chat, String run) throws IOException, InterruptedException {
        call("POST", "/chat/sessions/" + chat + "/runs/" + run + "/cancel", token, Map.of());
    }

    /** The last message of the chat, as the API shows it. */
    JsonNode lastMessage(String chat) throws IOException, InterruptedException {
        JsonNode items = JSON.readTree(call("GET", "/chat/sessions/" + chat + "/messages", token, Map.of()))
                .path("items");
        return items.path(items.size() - 1);
    }

    /** Follows the chat from its beginning over a WebSocket. */
    Watch watch(String chat) {
        return Watch.of(http, URI.create(url.replaceFirst("^http", "ws") + "/ws"), token, "session:" + chat);
    }
}
