package dev.chatagent.tests.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.chatagent.examples.containers.Container;
import dev.chatagent.id.ChatId;
import dev.chatagent.id.TenantId;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Real connections of each kind on each container: people see their own, and hear of them as they come and go. */
class PresenceConnectionsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final int PATIENCE_MILLIS = 60_000;

    /** Somebody's WebSocket, and what it has heard. */
    private static final class Socket implements AutoCloseable {
        private final CutSocket socket;
        private final List<JsonNode> frames = new ArrayList<>();
        private int next;

        Socket(EventServer server, EventServer.Person person) throws IOException {
            socket = new CutSocket(server.port(), person.token(), Long.MAX_VALUE, PATIENCE_MILLIS);
        }

        /** The next frame of that kind, of those that were not looked at before. */
        JsonNode await(Predicate<JsonNode> wanted) throws IOException {
            while (true) {
                for (; next < frames.size(); next++) {
                    if (wanted.test(frames.get(next))) {
                        return frames.get(next++);
                    }
                }
                JsonNode frame = JSON.readTree(socket.next());
                (frame.isArray() ? frame : List.of(frame)).forEach(frames::add);
            }
        }

        JsonNode await(String type) throws IOException {
            return await(frame -> frame.path("type").asText().equals(type))
                    .path("data")
                    .path("connection");
        }

        JsonNode ask(String command) throws IOException {
            socket.send("{\"id\":\"1\"," + command + "}");
            return await(frame -> frame.path("id").asText().equals("1"));
        }

        JsonNode presence() throws IOException {
            return ask("\"type\":\"presence\"").path("items");
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    private static HttpRequest get(EventServer server, EventServer.Person person, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/api" + path))
                .header("Authorization", "Bearer " + person.token())
                .build();
    }

    private static JsonNode listed(EventServer server, EventServer.Person person) throws Exception {
        HttpResponse<String> answer = HTTP.send(get(server, person, "/presence"), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        return JSON.readTree(answer.body()).path("items");
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void people_see_their_own_connections_and_hear_of_them(Container container, @TempDir Path home) throws Exception {
        try (EventServer server = new EventServer(container, home)) {
            EventServer.Person ada = server.person("ada", TenantId.DEFAULT);
            EventServer.Person eve = server.person("eve", TenantId.DEFAULT);
            ChatId chat = server.chat(ada);
            try (Socket watcher = new Socket(server, ada);
                    Socket other = new Socket(server, eve)) {
                watcher.ask("\"type\":\"subscribe\",\"stream\":\"user\",\"since\":0");
                other.ask("\"type\":\"subscribe\",\"stream\":\"user\",\"since\":0");
                JsonNode own = watcher.await("presence.joined");
                assertThat(own.path("kind").asText()).isEqualTo("websocket");
                InputStream stream = HTTP.send(get(server, ada, "/events"), HttpResponse.BodyHandlers.ofInputStream())
                        .body();
                JsonNode events = watcher.await("presence.joined");
                assertThat(events.path("kind").asText()).isEqualTo("events");
                assertThat(listed(server, ada)).containsExactly(own, events);
                assertThat(watcher.presence()).containsExactly(own, events);
                JsonNode eves = other.await("presence.joined");
                assertThat(listed(server, eve)).containsExactly(eves);
                assertThat(other.presence()).containsExactly(eves);
                stream.close();
                server.runtime.chats().rename(ada.principal(), chat, "found out by whoever writes to it");
                server.runtime.chats().rename(ada.principal(), chat, "or by the one after");
                assertThat(watcher.await("presence.left")).isEqualTo(events);
                cutOthers(server, ada, watcher);
                assertThat(watcher.presence()).containsExactly(own);
                assertThat(other.frames.stream().filter(frame -> frame.has("stream")))
                        .allSatisfy(frame -> assertThat(frame.path("data").path("connection"))
                                .isEqualTo(eves));
            }
        }
    }

    /** In each way in which connections end, all of them before the first one is told as gone, which takes two seconds. */
    private static void cutOthers(EventServer server, EventServer.Person ada, Socket watcher) throws IOException {
        Random random = new Random(4);
        List<Socket> others = new ArrayList<>();
        List<JsonNode> joined = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            others.add(new Socket(server, ada));
            joined.add(watcher.await("presence.joined"));
        }
        others.forEach(each -> each.socket.cut(random));
        List<JsonNode> left = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            left.add(watcher.await("presence.left"));
        }
        assertThat(left).containsExactlyInAnyOrderElementsOf(joined);
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void command_that_names_somebody_else_is_refused(Container container, @TempDir Path home) throws Exception {
        try (EventServer server = new EventServer(container, home)) {
            EventServer.Person ada = server.person("ada", TenantId.DEFAULT);
            EventServer.Person eve = server.person("eve", TenantId.DEFAULT);
            try (Socket socket = new Socket(server, eve)) {
                JsonNode answer = socket.ask(
                        "\"type\":\"presence\",\"user\":\"" + ada.principal().user() + "\"");
                assertThat(answer.path("error").path("code").asText()).isEqualTo("invalid_request");
                HttpResponse<String> route = HTTP.send(
                        get(server, eve, "/presence/" + ada.principal().user()), HttpResponse.BodyHandlers.ofString());
                assertThat(route.statusCode()).isEqualTo(404);
            }
        }
    }
}
