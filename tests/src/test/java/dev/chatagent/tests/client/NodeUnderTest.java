package dev.chatagent.tests.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.chatagent.tests.Npm;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** The client of JavaScript, in a Node of its own that is driven line by line; one Node runs many. */
final class NodeUnderTest implements ClientUnderTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PACKED = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x64";
    static final Path PACKAGE = Path.of("..", "chatagent-client-js", "target", "classes")
            .resolve(Path.of("META-INF", "resources", "webjars", "chatagent-client"));
    private static final Path DRIVER = Path.of("src", "test", "js", "client-driver.mjs");

    private final List<Heard> heard = new CopyOnWriteArrayList<>();
    private final List<String> states = new CopyOnWriteArrayList<>();
    private final Map<Integer, CompletableFuture<String>> calls = new ConcurrentHashMap<>();
    private final Node node;
    private final int number;
    private final TokenSource tokens;

    private NodeUnderTest(Node node, int number, TokenSource tokens) {
        this.node = node;
        this.number = number;
        this.tokens = tokens;
    }

    /** Ends the test as skipped where Node is not installed; in CI that is a failure. */
    static Maker maker() throws IOException {
        Npm.assumeInstalled("Node", Npm.file("node-linux-" + PACKED, "bin", "node"));
        return new Node(Npm.node(), PACKAGE.resolve("index.js"));
    }

    /** The process. */
    static final class Node implements Maker {
        private final Process process;
        private final BufferedWriter orders;
        private final Map<Integer, NodeUnderTest> clients = new ConcurrentHashMap<>();
        private int last;

        Node(String program, Path module) throws IOException {
            process = new ProcessBuilder(
                            program, DRIVER.toString(), module.toUri().toString())
                    .redirectError(Path.of("target", "client-driver-" + Integer.getInteger("test.fork", 1) + ".err")
                            .toFile())
                    .start();
            orders = process.outputWriter();
            Thread reader = new Thread(this::read, "client-driver");
            reader.setDaemon(true);
            reader.start();
        }

        private void read() {
            try (BufferedReader lines = process.inputReader()) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    JsonNode told = JSON.readTree(line);
                    Objects.requireNonNull(clients.get(told.path("client").asInt()))
                            .told(told);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        synchronized void order(ObjectNode order) {
            try {
                orders.write(order.toString());
                orders.newLine();
                orders.flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public synchronized ClientUnderTest make(URI webSocket, TokenSource tokens, Options options) {
            NodeUnderTest client = new NodeUnderTest(this, ++last, tokens);
            clients.put(last, client);
            ObjectNode order = client.order("open").put("url", webSocket.toString());
            order.set("options", JSON.valueToTree(options));
            order(order);
            return client;
        }

        /** Fails where something keeps the process alive though every client is closed. */
        @Override
        public void close() throws IOException {
            orders.close();
            if (!ended()) {
                process.destroyForcibly();
                throw new AssertionError("a closed client keeps Node alive");
            }
        }

        private boolean ended() {
            try {
                return process.waitFor(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }

    private ObjectNode order(String what) {
        return JSON.createObjectNode().put("do", what).put("client", number);
    }

    private void told(JsonNode told) {
        switch (told.path("kind").asText()) {
            case "state" -> states.add(told.path("state").asText());
            case "token" ->
                answer(told.path("question").asInt(), told.path("reason").asText());
            case "answer" ->
                Objects.requireNonNull(calls.remove(told.path("call").asInt()))
                        .complete(told.path(told.has("ok") ? "ok" : "error").asText());
            default ->
                heard.add(new Heard(
                        told.path("kind").asText(),
                        told.path("stream").asText(),
                        told.path("seq").asLong(),
                        told.path("type").asText()));
        }
    }

    private void answer(int question, String reason) {
        ObjectNode answer = order("token").put("question", question);
        try {
            answer.put("token", tokens.token(reason));
        } catch (Silence e) {
            return;
        } catch (SignedOut e) {
            answer.put("over", true);
        } catch (RuntimeException e) {
            answer.put("over", false);
        }
        node.order(answer);
    }

    @Override
    public void connect() {
        node.order(order("connect"));
    }

    @Override
    public void wake() {
        node.order(order("wake"));
    }

    @Override
    public CompletableFuture<String> when(String state, String what) {
        return call(order("when").put("state", state).put("what", what));
    }

    @Override
    public void subscribe(String stream, long since, Manner manner) {
        node.order(order("subscribe")
                .put("stream", stream)
                .put("since", since)
                .put("throws", manner.throwing())
                .put("delay", manner.delayMillis()));
    }

    @Override
    public void unsubscribe(String stream) {
        node.order(order("unsubscribe").put("stream", stream));
    }

    @Override
    public CompletableFuture<String> send(String chat, String text) {
        return call(order("send").put("chat", chat).put("text", text));
    }

    @Override
    public CompletableFuture<String> send(String chat, String text, String file) {
        return call(order("send").put("chat", chat).put("text", text).put("file", file));
    }

    @Override
    public CompletableFuture<String> ping() {
        return call(order("ping"));
    }

    private CompletableFuture<String> call(ObjectNode order) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        int call = System.identityHashCode(answer);
        calls.put(call, answer);
        node.order(order.put("call", call));
        return answer;
    }

    @Override
    public List<Heard> heard() {
        return heard;
    }

    @Override
    public List<String> states() {
        return states;
    }

    @Override
    public void close() {
        node.order(order("close"));
    }
}
