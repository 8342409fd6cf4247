package dev.chatagent.ws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A well-behaved client: the JDK's. Keeps every frame that came, and at its end holds them against the contract. */
final class WsClient implements WebSocket.Listener, AutoCloseable {
    static final int BROKEN = 1006;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final StringBuilder partial = new StringBuilder();
    private final List<JsonNode> frames = new ArrayList<>();
    private @Nullable WebSocket socket;
    private int closeCode = -1;
    private String closeReason = "";
    private int nextId = 1;
    private final Map<String, String> asked = new ConcurrentHashMap<>();

    static WsClient connect(URI uri, UnaryOperator<WebSocket.Builder> options) throws Exception {
        WsClient client = new WsClient();
        client.socket = options.apply(HTTP.newWebSocketBuilder())
                .buildAsync(uri, client)
                .get(WsServer.PATIENCE_SECONDS, TimeUnit.SECONDS);
        return client;
    }

    String subprotocol() {
        return socket().getSubprotocol();
    }

    private WebSocket socket() {
        assertThat(socket).isNotNull();
        return socket;
    }

    void send(String text) throws Exception {
        socket().sendText(text, true).get(WsServer.PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Sends a command, {@code id} being added, and answers its answer. */
    JsonNode ask(String fields) throws Exception {
        String id = "c" + nextId++;
        say(id, fields);
        return await(frame -> frame.path("id").asText().equals(id));
    }

    /** Sends a command and does not wait for its answer. */
    void say(String id, String fields) throws Exception {
        String command = "{\"id\":\"" + id + "\"," + fields + "}";
        asked.put(id, command);
        send(command);
    }

    JsonNode subscribe(String stream, long since) throws Exception {
        return ask("\"type\":\"subscribe\",\"stream\":\"" + stream + "\",\"since\":" + since);
    }

    synchronized List<JsonNode> frames() {
        return List.copyOf(frames);
    }

    List<JsonNode> events(String stream) {
        return frames().stream()
                .filter(frame -> frame.path("stream").asText().equals(stream))
                .toList();
    }

    List<Long> seqs(String stream) {
        return events(stream).stream().map(event -> event.path("seq").asLong()).toList();
    }

    JsonNode ready() {
        return await(frame -> frame.path("type").asText().equals("ready"));
    }

    /** The first frame of the kind, once it is there. */
    synchronized JsonNode await(Predicate<JsonNode> condition) {
        int seen = 0;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WsServer.PATIENCE_SECONDS);
        while (true) {
            for (; seen < frames.size(); seen++) {
                if (condition.test(frames.get(seen))) {
                    return frames.get(seen);
                }
            }
            assertThat(closeCode).as("closed: " + closeReason).isEqualTo(-1);
            pause(end);
        }
    }

    /** The code with which the server closed, once it has. */
    synchronized int closeCode() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WsServer.PATIENCE_SECONDS);
        while (closeCode < 0) {
            pause(end);
        }
        return closeCode;
    }

    synchronized boolean closed() {
        return closeCode >= 0;
    }

    synchronized String closeReason() {
        return closeReason;
    }

    @SuppressWarnings("WaitNotInLoop") // whoever calls loops
    private void pause(long end) {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        assertThat(left).as("in time; there are %s frames", frames.size()).isPositive();
        try {
            wait(left);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            add(partial.toString());
            partial.setLength(0);
        }
        from.request(1);
        return null;
    }

    private synchronized void add(String text) {
        try {
            JsonNode json = JSON.readTree(text);
            if (json.isArray()) {
                json.forEach(frames::add);
            } else {
                frames.add(json);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        notifyAll();
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        over(code, reason);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
        over(BROKEN, failure.toString());
    }

    private synchronized void over(int code, String reason) {
        if (closeCode < 0) {
            closeCode = code;
            closeReason = reason;
        }
        notifyAll();
    }

    @Override
    public void close() {
        socket().abort();
        FrameContract.check(asked, frames());
    }
}
