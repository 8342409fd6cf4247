package dev.chatagent.tests.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Somebody who listens to their own streams and tries to hear those of others, in both ways that there are. */
final class Stranger implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern ID =
            Pattern.compile("(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}");
    private static final List<String> TYPES =
            List.of("subscribe", "subscribe", "subscribe", "unsubscribe", "send", "presence");
    private static final List<Long> PLACES = List.of(0L, 1L, 41L);
    private static final List<Long> SINCE = List.of(-1L, 0L, 1L, 41L, Long.MAX_VALUE);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final int port;
    private final String token;
    private final Set<String> foreignIds;
    private final List<String> targets;
    private final Random random;
    private final CutSocket socket;
    private final Map<String, Long> heard = new HashMap<>();
    private final Set<String> present = new HashSet<>();
    private int nextId;

    /** @param foreignIds ids of other people and of what is theirs */
    Stranger(int port, String token, List<String> own, Set<String> foreignIds, long seed) throws IOException {
        this.port = port;
        this.token = token;
        this.foreignIds = foreignIds;
        this.targets = List.copyOf(foreignIds);
        this.random = new Random(seed);
        this.socket = new CutSocket(port, token, Long.MAX_VALUE, 60_000);
        for (String stream : own) {
            heard.put(stream, 0L);
            assertThat(ask(command("subscribe", stream, 0L)).path("type").asText())
                    .isEqualTo("ok");
        }
    }

    /** Two attempts: whoever asks for what is somebody else's learns as much as for what does not exist. */
    void attempt() throws IOException, InterruptedException {
        StreamNames.Twins twins = StreamNames.twins(random, targets.get(random.nextInt(targets.size())));
        Long since = random.nextInt(4) == 0 ? null : SINCE.get(random.nextInt(SINCE.size()));
        if (random.nextInt(8) == 0) {
            whoIsHere(twins);
        } else if (random.nextInt(5) == 0) {
            boolean header = random.nextBoolean();
            assertThat(overHttp(twins.foreign(), since, header, twins.plain()))
                    .isEqualTo(overHttp(twins.missing(), since, header, twins.plain()));
        } else {
            String type = TYPES.get(random.nextInt(TYPES.size()));
            JsonNode foreign = ask(command(type, twins.foreign(), since));
            JsonNode missing = ask(command(type, twins.missing(), since));
            assertThat(same(foreign)).isEqualTo(same(missing));
            if (!type.equals("unsubscribe")) {
                assertThat(foreign.path("type").asText()).as(twins.foreign()).isEqualTo("error");
            }
            if (type.equals("subscribe") && twins.plain() && since != null && PLACES.contains(since)) {
                assertThat(foreign.path("error").path("code").asText()).isEqualTo("not_found");
            }
        }
    }

    /** Whatever else is asked for, it is one's own connections that are answered, or nothing. */
    private void whoIsHere(StreamNames.Twins twins) throws IOException, InterruptedException {
        JsonNode answer = ask(JSON.createObjectNode().put("id", "" + nextId++).put("type", "presence"));
        assertThat(answer.path("type").asText()).isEqualTo("ok");
        note(answer);
        for (String before : List.of("?user=", "?userId=", "?stream=", "?tenant=other&id=", "/")) {
            HttpResponse<String> foreign = get("/presence" + before + encoded(twins.foreign()));
            HttpResponse<String> missing = get("/presence" + before + encoded(twins.missing()));
            assertThat(foreign.statusCode()).as(twins.foreign()).isEqualTo(missing.statusCode());
            assertThat(foreign.statusCode()).isIn(200, 400, 404);
            if (foreign.statusCode() == 200) {
                note(JSON.readTree(foreign.body()));
            }
        }
    }

    private void note(JsonNode answer) {
        nothingForeign(answer.toString());
        answer.path("items").forEach(item -> present.add(item.path("id").asText()));
    }

    /** Ids of connections that it was told were its own. */
    Set<String> present() {
        return Set.copyOf(present);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api" + path))
                        .header("Authorization", "Bearer " + token)
                        .timeout(Duration.ofMinutes(1))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private ObjectNode command(String type, String stream, @Nullable Long since) {
        ObjectNode command = JSON.createObjectNode().put("id", "" + nextId++).put("type", type);
        if (type.equals("send")) {
            return command.put("session", stream.replaceFirst("^session:", "")).put("text", "boo");
        }
        command.put("stream", stream);
        return type.equals("subscribe") && since != null ? command.put("since", since) : command;
    }

    /** What tells two answers apart but for the ids in them. */
    private static String same(JsonNode answer) {
        ObjectNode same = answer.deepCopy();
        same.remove("id");
        if (same.path("error") instanceof ObjectNode error) {
            error.remove("requestId");
        }
        return ID.matcher(same.toString()).replaceAll("ID");
    }

    private JsonNode ask(ObjectNode command) throws IOException {
        socket.send(command.toString());
        while (true) {
            JsonNode answer = read(command.path("id").asText());
            if (answer != null) {
                return answer;
            }
        }
    }

    private @Nullable JsonNode read(String id) throws IOException {
        JsonNode found = null;
        JsonNode frame = JSON.readTree(socket.next());
        for (JsonNode each : frame.isArray() ? frame : List.of(frame)) {
            if (each.path("id").asText().equals(id)) {
                found = each;
            } else if (each.has("stream")) {
                hear(each);
            }
        }
        return found;
    }

    private void hear(JsonNode event) {
        String stream = event.path("stream").asText();
        assertThat(heard).as("one of one's own").containsKey(stream);
        assertThat(event.path("seq").asLong()).as(stream).isEqualTo(heard.merge(stream, 1L, Long::sum));
        nothingForeign(event.toString());
    }

    private void nothingForeign(String text) {
        Matcher ids = ID.matcher(text);
        while (ids.find()) {
            assertThat(foreignIds).as(text).doesNotContain(ids.group());
        }
    }

    /** Reads on until everything of one's own was heard. */
    void hearUntil(Map<String, Long> last) throws IOException {
        while (last.entrySet().stream().anyMatch(each -> heard.getOrDefault(each.getKey(), 0L) < each.getValue())) {
            read("none");
        }
    }

    private String overHttp(String stream, @Nullable Long since, boolean header, boolean plain)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/api/events?stream="
                                + URLEncoder.encode(stream, StandardCharsets.UTF_8)
                                + (since == null || header ? "" : "&since=" + since)))
                .header("Authorization", "Bearer " + token)
                .timeout(Duration.ofMinutes(1));
        if (header && since != null) {
            request.header("Last-Event-ID", since.toString());
        }
        HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(stream).isBetween(400, 499);
        if (plain && (since == null || PLACES.contains(since))) {
            assertThat(response.statusCode()).isEqualTo(404);
        }
        JsonNode problem = JSON.readTree(response.body());
        return response.statusCode() + same(problem).replaceAll("\"requestId\":\"[^\"]*\"", "");
    }

    @Override
    public void close() {
        socket.close();
    }
}
