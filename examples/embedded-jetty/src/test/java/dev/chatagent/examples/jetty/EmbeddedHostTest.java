package dev.chatagent.examples.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.config.Settings;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The host of the README, called from outside as its users would. */
class EmbeddedHostTest {

    /** As the environment variables of a development machine would set it, with a cheap hash. */
    private static EmbeddedHost start(Path home) throws Exception {
        Settings settings = Settings.from(Map.of(
                "CHATAGENT_HOME", home.toString(),
                "CHATAGENT_ENV", "development",
                "CHATAGENT_ECHO_DELAY", "0ms",
                "CHATAGENT_PASSWORD_COST", "4"));
        return EmbeddedHost.start(ChatAgentRuntime.builder().settings(settings).start(), 0);
    }

    @Test
    void a_person_registers_logs_in_sends_over_http_and_reads_over_websocket(@TempDir Path home) throws Exception {
        try (EmbeddedHost host = start(home)) {
            Caller.of(host).chatted("ada@example.org");
        }
    }

    @Test
    void a_message_sent_over_the_websocket_is_answered_there(@TempDir Path home) throws Exception {
        try (EmbeddedHost host = start(home)) {
            Caller ada = Caller.of(host).as("/auth/register", "ada@example.org");
            String chat = ada.newChat();
            Caller.Socket socket = ada.socket();
            socket.send("{\"id\":\"1\",\"type\":\"subscribe\",\"stream\":\"session:" + chat + "\"}");
            socket.await("ok");
            socket.send("{\"id\":\"2\",\"type\":\"send\",\"session\":\"" + chat + "\",\"text\":\"Hi\"}");
            assertThat(socket.await("run.completed").path("stream").asText()).isEqualTo("session:" + chat);
        }
    }

    @Test
    void a_host_that_closes_tells_its_clients_to_come_back(@TempDir Path home) throws Exception {
        Caller.Socket socket;
        try (EmbeddedHost host = start(home)) {
            socket = Caller.of(host).as("/auth/register", "ada@example.org").socket();
            socket.send("{\"id\":\"1\",\"type\":\"ping\"}");
            socket.await("ok");
        }
        assertThat(socket.awaitClose()).isBetween(4000, 4499);
    }

    @Test
    void two_runtimes_in_one_jvm_know_nothing_of_each_other(@TempDir Path first, @TempDir Path second)
            throws Exception {
        try (EmbeddedHost here = start(first);
                EmbeddedHost there = start(second)) {
            Caller ada = Caller.of(here).as("/auth/register", "ada@example.org");
            Caller namesake = Caller.of(there).as("/auth/register", "ada@example.org");
            String chat = ada.newChat();
            Caller lost = new Caller(namesake.base(), ada.token());
            assertThat(lost.call("GET", "/auth/profile", "").statusCode())
                    .as("a token of the one at the other")
                    .isEqualTo(401);
            assertThat(namesake.call("GET", "/chat/sessions/" + chat, "").statusCode())
                    .as("a chat of the one at the other")
                    .isEqualTo(404);

            Caller.Socket theirs = namesake.socket();
            theirs.send("{\"id\":\"1\",\"type\":\"subscribe\",\"stream\":\"user\"}");
            theirs.await("ok");
            Caller.Socket ours = ada.socket();
            ours.send("{\"id\":\"1\",\"type\":\"subscribe\",\"stream\":\"session:" + chat + "\"}");
            ours.send("{\"id\":\"2\",\"type\":\"send\",\"session\":\"" + chat + "\",\"text\":\"Hi\"}");
            ours.await("run.completed");
            theirs.send("{\"id\":\"2\",\"type\":\"ping\"}");
            JsonNode next = theirs.next();
            while (next.path("type").asText().equals("presence.joined")) { // its own connection
                next = theirs.next();
            }
            assertThat(next.path("id").asText())
                    .as("the ping's answer comes first: no event crossed over")
                    .isEqualTo("2");
        }
    }

    @Test
    void closing_one_runtime_leaves_the_other_at_work(@TempDir Path first, @TempDir Path second) throws Exception {
        try (EmbeddedHost stays = start(first)) {
            Caller ada = Caller.of(stays).as("/auth/register", "ada@example.org");
            start(second).close();
            String chat = ada.newChat();
            Caller.Socket socket = ada.socket();
            socket.send("{\"id\":\"1\",\"type\":\"subscribe\",\"stream\":\"session:" + chat + "\"}");
            socket.send("{\"id\":\"2\",\"type\":\"send\",\"session\":\"" + chat + "\",\"text\":\"Hi\"}");
            socket.await("run.completed");
        }
    }
}
