package dev.chatagent.examples.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.config.Environment;
import dev.chatagent.config.Settings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every recipe of the embedding guide does what the guide says. */
class RecipesTest {
    private static Settings test() {
        return Settings.defaults().with(Settings.ENVIRONMENT, "test");
    }

    @Test
    void settings_of_the_recipe_beat_the_defaults() {
        Settings settings = Recipes.settings();
        assertThat(settings.get(Settings.REGISTRATION, Environment.PRODUCTION)).isFalse();
        assertThat(settings.get(Settings.ACCESS_TOKEN_LIFETIME, Environment.PRODUCTION))
                .isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void builder_keeps_data_where_it_is_told(@TempDir Path home) throws Exception {
        try (ChatAgentRuntime runtime = Recipes.built(test(), home.resolve("chats"));
                EmbeddedHost host = EmbeddedHost.start(runtime, 0)) {
            assertThat(Caller.of(host).call("GET", "/health/ready", "").statusCode())
                    .isEqualTo(200);
        }
        try (var files = Files.list(home)) {
            assertThat(files.map(file -> file.getFileName().toString())).anyMatch(name -> name.startsWith("chats."));
        }
    }

    @Test
    void own_agent_answers() throws Exception {
        ExecutorService executor = Executors.newCachedThreadPool();
        try (ChatAgentRuntime runtime = Recipes.withAgent(test(), executor);
                EmbeddedHost host = EmbeddedHost.start(runtime, 0)) {
            Caller ada = Caller.of(host).as("/auth/register", "ada@example.org");
            String chat = ada.newChat();
            Caller.Socket socket = ada.socket();
            socket.send("{\"id\":\"1\",\"type\":\"subscribe\",\"stream\":\"session:" + chat + "\"}");
            socket.send("{\"id\":\"2\",\"type\":\"send\",\"session\":\"" + chat + "\",\"text\":\"tea\"}");
            socket.await("run.completed");
            JsonNode answer = Caller.json(ada.call("GET", "/chat/sessions/" + chat + "/messages", ""))
                    .path("items")
                    .path(1);
            assertThat(answer.path("parts").path(0).path("text").asText()).isEqualTo("Thank you for 'tea'.");
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void own_notifier_and_alerts_are_told() throws Exception {
        BlockingQueue<String> mailbox = new LinkedBlockingQueue<>();
        BlockingQueue<String> pager = new LinkedBlockingQueue<>();
        try (ChatAgentRuntime runtime = Recipes.withAccounts(test(), mailbox::add, pager::add);
                EmbeddedHost host = EmbeddedHost.start(runtime, 0)) {
            Caller ada = Caller.of(host).as("/auth/register", "ada@example.org");
            ada.call("POST", "/auth/password-reset", "{\"email\":\"ada@example.org\"}");
            assertThat(mailbox.poll(60, TimeUnit.SECONDS)).contains("For ada@example.org: ", "#reset=");
            runtime.operator().rotateKeys();
            assertThat(pager.poll(60, TimeUnit.SECONDS)).contains("ADMIN_CHANGE", "sys_key_rotated");
        }
    }

    @Test
    void own_role_permits_no_chat() throws Exception {
        try (ChatAgentRuntime runtime = Recipes.withRole(test());
                EmbeddedHost host = EmbeddedHost.start(runtime, 0)) {
            Caller ada = Caller.of(host).as("/auth/register", "ada@example.org");
            assertThat(ada.call("GET", "/auth/profile", "").statusCode()).isEqualTo(200);
            assertThat(ada.call("POST", "/chat/sessions", "{}").statusCode()).isEqualTo(403);
        }
    }

    @Test
    void announced_token_makes_one_administrator_and_no_second() throws Exception {
        ByteArrayOutputStream console = new ByteArrayOutputStream();
        try (ChatAgentRuntime runtime =
                        ChatAgentRuntime.builder().settings(test()).start();
                EmbeddedHost host = EmbeddedHost.start(runtime, 0)) {
            Recipes.announceSetUp(runtime, new PrintStream(console, true, StandardCharsets.UTF_8));
            String token = console.toString(StandardCharsets.UTF_8).strip().replaceAll(".* ", "");
            String body = "{\"token\":\"" + token + "\","
                    + Caller.credentials("root@example.org").substring(1);
            Caller stranger = Caller.of(host);
            HttpResponse<String> made = stranger.call("POST", "/auth/setup", body);
            assertThat(made.statusCode()).isEqualTo(201);
            assertThat(made.body()).contains("\"admin\"");
            assertThat(stranger.call("POST", "/auth/setup", body).statusCode()).isEqualTo(401);
        }
    }
}
