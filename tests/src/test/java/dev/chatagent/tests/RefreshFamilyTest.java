package dev.chatagent.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.audit.Alert;
import dev.chatagent.config.Settings;
import dev.chatagent.launcher.LauncherServer;
import dev.chatagent.testkit.TestClock;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Families of refresh tokens over HTTP: parallel tabs, and a thief. */
class RefreshFamilyTest {
    private final TestClock clock = TestClock.create();
    private final BlockingQueue<Alert> alerts = new LinkedBlockingQueue<>();
    private LauncherServer server;
    private Api api;

    @BeforeEach
    void start(@TempDir Path home) throws Exception {
        Settings settings = Launchers.settings(home).with(Settings.LIMITS, false);
        server = Launchers.start(ChatAgentRuntime.builder()
                .settings(settings)
                .clock(clock)
                .alerts(alerts::add)
                .start());
        api = new Api(server.url());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void fifty_parallel_refreshes_with_one_token_log_nobody_out() throws Exception {
        Api.Account ada = api.register("ada@example.org");
        String body = Api.body(Map.of("refreshToken", ada.refresh()));
        List<HttpResponse<String>> answers = api.atOnce(50, "POST", "/auth/refresh", List.of(body));
        for (HttpResponse<String> answer : answers) {
            JsonNode pair = Api.read(answer);
            assertThat(api.profile(pair.path("accessToken").asText())).isEqualTo(200);
            api.refresh(pair.path("refreshToken").asText());
        }
        assertThat(answers.stream().map(HttpResponse::body)).doesNotHaveDuplicates();
        assertThat(api.json("GET", "/auth/sessions", ada.access(), "").path("items"))
                .hasSize(1);
        assertThat(api.profile(ada.access())).isEqualTo(200);
    }

    @Test
    void reuse_after_the_grace_ends_the_family_and_its_connections_and_is_told() throws Exception {
        Api.Account admin = api.administrator(server, "admin@example.org");
        Api.Account ada = api.register("ada@example.org");
        Api.Account elsewhere = api.login("ada@example.org");
        Api.Account next = api.refresh(ada.refresh());
        clock.advance(Duration.ofSeconds(31));
        try (Lines lines = Lines.open(server.url(), next.access());
                Lines others = Lines.open(server.url(), elsewhere.access())) {
            String stolen = Api.body(Map.of("refreshToken", ada.refresh()));
            long began = System.nanoTime();
            assertThat(api.status("POST", "/auth/refresh", "", stolen)).isEqualTo(401);
            Speed.atMost(1_000, lines.millisUntilEnd(began), "connections after a reused refresh token");
            assertThat(others.open()).as("another login's connections").isTrue();
        }
        assertThat(api.profile(ada.access())).isEqualTo(401);
        assertThat(api.profile(next.access())).isEqualTo(401);
        String fresh = Api.body(Map.of("refreshToken", next.refresh()));
        assertThat(api.status("POST", "/auth/refresh", "", fresh)).isEqualTo(401);
        assertThat(api.profile(elsewhere.access())).isEqualTo(200);
        JsonNode entry = api.json("GET", "/admin/audit?limit=1", admin.access(), "")
                .path("items")
                .path(0);
        assertThat(entry.path("event").asText()).isEqualTo("authn_token_reuse");
        assertThat(entry.path("subject").asText()).isEqualTo(ada.id());
        Alert alert = alerts.poll(1, TimeUnit.MINUTES);
        assertThat(alert).isNotNull();
        assertThat(alert.kind()).isEqualTo(Alert.Kind.TOKEN_REUSE);
        assertThat(alert.subject()).hasToString(ada.id());
    }
}
