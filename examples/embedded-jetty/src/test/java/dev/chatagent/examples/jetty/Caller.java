package dev.chatagent.examples.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who calls a host over HTTP and WebSocket, with the JDK's own client.
 *
 * @param base where the application is, without a slash at its end
 * @param token of an account; empty for a stranger
 */
public record Caller(String base, String token) {
    public static final String PASSWORD = "four words that differ";
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long PATIENCE_SECONDS = 60;

    public static Caller stranger(String base) {
        return new Caller(base, "");
    }

    static Caller of(EmbeddedHost host) {
        return stranger("http://" + host.server().getURI().getAuthority());
    }

    public static String credentials(String email) {
        return "{\"email\":\"" + email + "\",\"password\":\"" + PASSWORD + "\"}";
    }

    /** This caller with the token of that account. */
    public Caller as(String path, String email) throws Exception {
        return new Caller(
                base,
                json(call("POST", path, credentials(email))).path("accessToken").asText());
    }

    /** Calls a route. */
    public HttpResponse<String> call(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request("/api" + path)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Asks for a page of the host's own. */
    public HttpResponse<String> page(String path) throws IOException, InterruptedException {
        return HTTP.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Opens a stream of events. */
    public InputStream events() throws IOException, InterruptedException {
        return HTTP.send(request("/api/events").build(), HttpResponse.BodyHandlers.ofInputStream())
                .body();
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path));
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }

    public static JsonNode json(HttpResponse<String> response) throws IOException {
        return JSON.readTree(response.body());
    }

    public String newChat() throws Exception {
        return json(call("POST", "/chat/sessions", "{}")).path("id").asText();
    }

    /** Registers, logs in, sends a message over HTTP, reads the answer over the WebSocket and then the history. */
    public Caller chatted(String email) throws Exception {
        assertThat(call("POST", "/auth/register", credentials(email)).statusCode())
                .isEqualTo(201);
        Caller person = as("/auth/login", email);
        String chat = person.newChat();
        Socket socket = person.socket();
        socket.send("{\"id\":\"1\",\"type\":\"subscribe\",\"stream\":\"session:" + chat + "\",\"since\":0}");
        assertThat(socket.await("ok").path("id").asText()).isEqualTo("1");
        String messages = "/chat/sessions/" + chat + "/messages";
        assertThat(person.call("POST", messages, "{\"text\":\"Hello there\"}").statusCode())
                .isEqualTo(202);
        assertThat(socket.await("message.delta").path("data").path("text").asText())
                .isNotEmpty();
        socket.await("run.completed");
        JsonNode answer =
                json(person.call("GET", messages, "")).path("items").path(1).path("parts");
        assertThat(answer.path(0).path("text").asText()).isEqualTo("Hello there");
        socket.socket().abort();
        return person;
    }

    public Socket socket() throws Exception {
        Inbox inbox = new Inbox();
        WebSocket socket = HTTP.newWebSocketBuilder()
                .header("Authorization", "Bearer " + token)
                .buildAsync(URI.create(base.replaceFirst("^http", "ws") + "/ws"), inbox)
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return new Socket(socket, inbox);
    }

    /** Whether an answer has what every answer has (OWASP HTTP Headers Cheat Sheet). */
    public static void assertHeaders(HttpResponse<?> answer) {
        assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
                .as(
                        "%s %s %s",
                        answer.statusCode(), answer.uri(), answer.headers().map())
                .contains("default-src 'none'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(answer.headers().map())
                .containsKeys("Permissions-Policy", "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy");
        assertThat(answer.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
        assertThat(answer.headers().allValues("X-Frame-Options")).containsExactly("DENY");
        assertThat(answer.headers().allValues("Referrer-Policy")).containsExactly("no-referrer");
        assertThat(answer.headers().firstValue("Server")).isEmpty();
    }

    /** An open WebSocket. */
    public record Socket(WebSocket socket, Inbox inbox) {
        public void send(String frame) throws Exception {
            socket.sendText(frame, true).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }

        /** The next frame of that type; others before it are dropped. */
        public JsonNode await(String type) throws InterruptedException {
            JsonNode frame = next();
            while (!frame.path("type").asText().equals(type)) {
                frame = next();
            }
            return frame;
        }

        public JsonNode next() throws InterruptedException {
            JsonNode frame = inbox.frames.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (frame == null) {
                throw new AssertionError("No frame came");
            }
            return frame;
        }

        public int awaitClose() throws InterruptedException {
            Integer code = inbox.closeCodes.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return code == null ? -1 : code;
        }
    }

    /** What came over a WebSocket. */
    public static final class Inbox implements WebSocket.Listener {
        private final BlockingQueue<JsonNode> frames = new LinkedBlockingQueue<>();
        private final BlockingQueue<Integer> closeCodes = new LinkedBlockingQueue<>();
        private final StringBuilder partial = new StringBuilder();

        private Inbox() {}

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                try {
                    add(JSON.readTree(partial.toString()));
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
                partial.setLength(0);
            }
            from.request(1);
            return null;
        }

        /** A frame is one object, or an array of those that came together. */
        private void add(JsonNode frame) {
            if (frame.isArray()) {
                frame.forEach(frames::add);
            } else {
                frames.add(frame);
            }
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            closeCodes.add(code);
            return null;
        }
    }
}
