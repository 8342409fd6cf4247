package dev.chatagent.examples.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.examples.jetty.Caller;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The application of the embedding guide, called from outside as its users would. */
class ChatApplicationTest {
    @TempDir
    Path home;

    private ConfigurableApplicationContext run(String... more) {
        String[] arguments = new String[more.length + 4];
        System.arraycopy(more, 0, arguments, 4, more.length);
        arguments[0] = "--server.port=0";
        arguments[1] = "--chatagent.home=" + home;
        arguments[2] = "--chatagent.password-cost=4";
        arguments[3] = "--chatagent.echo-delay=0ms";
        return SpringApplication.run(ChatApplication.class, arguments);
    }

    private static Caller stranger(ConfigurableApplicationContext application) {
        return Caller.stranger(
                "http://127.0.0.1:" + application.getEnvironment().getRequiredProperty("local.server.port"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_person_registers_logs_in_sends_over_http_and_reads_over_websocket(boolean virtualThreads) throws Exception {
        try (ConfigurableApplicationContext application = run("--spring.threads.virtual.enabled=" + virtualThreads)) {
            stranger(application).chatted("ada@example.org");
        }
    }

    @Test
    void every_answer_has_the_headers_of_chatagent_and_of_spring() throws Exception {
        try (ConfigurableApplicationContext application = run()) {
            Caller stranger = stranger(application);
            HttpResponse<String> found = stranger.call("GET", "/health/ready", "");
            assertThat(found.statusCode()).isEqualTo(200);
            Caller.assertHeaders(found);
            HttpResponse<String> refused = stranger.call("GET", "/auth/profile", "");
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            Caller.assertHeaders(refused);
            HttpResponse<String> absent = stranger.call("GET", "/nowhere", "");
            assertThat(absent.statusCode()).isEqualTo(404);
            assertThat(Caller.json(absent).path("code").asText()).isEqualTo("not_found");
            Caller.assertHeaders(absent);
            HttpResponse<String> springs = stranger.page("/nowhere");
            assertThat(springs.statusCode()).isEqualTo(404);
            assertThat(Caller.json(springs).path("path").asText())
                    .as("from Spring's error page")
                    .isEqualTo("/nowhere");
            Caller.assertHeaders(springs);
            HttpResponse<String> notUpgraded = stranger.page("/ws");
            assertThat(notUpgraded.statusCode()).isEqualTo(404);
            Caller.assertHeaders(notUpgraded);
        }
    }

    @Test
    void pages_of_other_origins_may_call_where_chatagent_says_so() throws Exception {
        try (ConfigurableApplicationContext application = run("--chatagent.cors-origins=https://app.example.org")) {
            HttpResponse<String> preflight = stranger(application)
                    .call(
                            "OPTIONS",
                            "/auth/login",
                            "",
                            "Origin",
                            "https://app.example.org",
                            "Access-Control-Request-Method",
                            "POST");
            assertThat(preflight.statusCode()).isEqualTo(204);
            assertThat(preflight.headers().allValues("Access-Control-Allow-Origin"))
                    .containsExactly("https://app.example.org");
        }
    }

    @Test
    void application_that_closes_tells_its_clients_to_come_back_waits_for_no_stream_and_keeps_everything()
            throws Exception {
        Caller.Socket socket;
        InputStream events;
        Instant begun;
        try (ConfigurableApplicationContext application = run()) {
            Caller ada = stranger(application).chatted("ada@example.org");
            socket = ada.socket();
            socket.send("{\"id\":\"1\",\"type\":\"ping\"}");
            socket.await("ok");
            events = ada.events();
            begun = Instant.now();
        }
        assertThat(socket.awaitClose()).isBetween(4000, 4499);
        assertThat(new String(events.readAllBytes(), StandardCharsets.UTF_8)).contains("\nevent: subscribed\n");
        assertThat(Duration.between(begun, Instant.now()))
                .as("far less than the half minute that Spring gives requests")
                .isLessThan(Duration.ofSeconds(10));
        try (var files = Files.list(home.resolve("database"))) {
            assertThat(files.map(file -> file.getFileName().toString())).anyMatch(name -> name.endsWith(".mv.db"));
        }
        try (ConfigurableApplicationContext application = run()) {
            Caller again = stranger(application).as("/auth/login", "ada@example.org");
            assertThat(Caller.json(again.call("GET", "/chat/sessions", ""))
                            .path("items")
                            .size())
                    .isEqualTo(1);
        }
    }
}
