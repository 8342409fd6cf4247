package dev.chatagent.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The events of one stream as a WebSocket client of the JDK sees them. */
final class Watch implements AutoCloseable, WebSocket.Listener {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long PATIENCE_SECONDS = 60;

    private final StringBuilder frame = new StringBuilder();
    private final BlockingQueue<JsonNode> frames = new LinkedBlockingQueue<>();
    private final List<JsonNode> events = new ArrayList<>();
    private final WebSocket socket;

    private Watch(HttpClient http, URI uri, String token, String stream) {
        socket = http.newWebSocketBuilder()
                .subprotocols("chatagent.v1", "bearer." + token)
                .buildAsync(uri, this)
                .join();
        String subscribe = "{\"id\":\"1\",\"type\":\"subscribe\",\"stream\":\"" + stream + "\",\"since\":0}";
        socket.sendText(subscribe, true).join();
    }

    static Watch of(HttpClient http, URI uri, String token, String stream) {
        return new Watch(http, uri, token, stream);
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        frame.append(data);
        if (last) {
            JsonNode json = parse(frame.toString());
            if (json.isArray()) {
                json.forEach(frames::add);
            } else {
                frames.add(json);
            }
            frame.setLength(0);
        }
        from.request(1);
        return null;
    }

    /** The events up to the first one of this type. */
    List<JsonNode> until(String type) throws InterruptedException {
        return until(event -> type.equals(event.path("type").asText()));
    }

    List<JsonNode> until(Predicate<JsonNode> last) throws InterruptedException {
        while (events.isEmpty() || !last.test(events.get(events.size() - 1))) {
            JsonNode next = frames.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(next).as("an event after %s", events).isNotNull();
            if (next.has("seq") && next.has("stream")) {
                events.add(next);
            }
        }
        return List.copyOf(events);
    }

    private static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("No JSON: " + text, e);
        }
    }

    static List<String> types(List<JsonNode> events) {
        return events.stream().map(event -> event.path("type").asText()).toList();
    }

    /** The text of all the deltas. */
    static String text(List<JsonNode> events) {
        return events.stream()
                .filter(event -> event.path("type").asText().equals("message.delta"))
                .map(event -> event.at("/data/text").asText())
                .collect(Collectors.joining());
    }

    @Override
    public void close() {
        socket.abort();
    }
}
