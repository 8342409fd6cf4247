package dev.chatagent.examples.jetty;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
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

/** Somebody who calls a host over HTTP and WebSocket, with the JDK's own client. */
record Caller(URI base, String token) {
    static final String PASSWORD = "four words that differ";
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long PATIENCE_SECONDS = 60;

    static Caller stranger(EmbeddedHost host) {
        return new Caller(host.server().getURI().resolve("/"), "");
    }

    static String credentials(String email) {
        return "{\"email\":\"" + email + "\",\"password\":\"" + PASSWORD + "\"}";
    }

    /** This caller with the token of that account. */
    Caller as(String path, String email) throws Exception {
        return new Caller(
                base,
                json(call("POST", path, credentials(email))).path("accessToken").asText());
    }

    HttpResponse<String> call(String method, String path, String body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve("/api" + path))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    static JsonNode json(HttpResponse<String> response) throws IOException {
        return JSON.readTree(response.body());
    }

    String newChat() throws Exception {
        return json(call("POST", "/chat/sessions", "{}")).path("id").asText();
    }

    Socket socket() throws Exception {
        Inbox inbox = new Inbox();
        WebSocket socket = HTTP.newWebSocketBuilder()
                .header("Authorization", "Bearer " + token)
                .buildAsync(URI.create("ws://" + base.getAuthority() + "/ws"), inbox)
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return new Socket(socket, inbox);
    }

    /** An open WebSocket. */
    record Socket(WebSocket socket, Inbox inbox) {
        void send(String frame) throws Exception {
            socket.sendText(frame, true).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }

        /** The next frame of that type; others before it are dropped. */
        JsonNode await(String type) throws InterruptedException {
            JsonNode frame = next();
            while (!frame.path("type").asText().equals(type)) {
                frame = next();
            }
            return frame;
        }

        JsonNode next() throws InterruptedException {
            JsonNode frame = inbox.frames.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (frame == null) {
                throw new AssertionError("No frame came");
            }
            return frame;
        }

        int awaitClose() throws InterruptedException {
            Integer code = inbox.closeCodes.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return code == null ? -1 : code;
        }
    }

    /** What came over a WebSocket. */
    static final class Inbox implements WebSocket.Listener {
        private final BlockingQueue<JsonNode> frames = new LinkedBlockingQueue<>();
        private final BlockingQueue<Integer> closeCodes = new LinkedBlockingQueue<>();
        private final StringBuilder partial = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                try {
                    frames.add(JSON.readTree(partial.toString()));
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
                partial.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            closeCodes.add(code);
            return null;
        }
    }
}
