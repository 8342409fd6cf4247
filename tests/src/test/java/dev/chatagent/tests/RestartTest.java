package dev.chatagent.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.chatagent.config.Settings;
import dev.chatagent.launcher.LauncherServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What must survive the end of the process, over the public API of the launcher. */
class RestartTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PASSWORD = "four words that differ";

    private final HttpClient http = HttpClient.newHttpClient();

    private static LauncherServer start(Path home) throws Exception {
        return Launchers.start(Settings.defaults()
                .with(Settings.HOME, home.toString())
                .with(Settings.ENVIRONMENT, "development")
                .with(Settings.PASSWORD_COST, 4)
                .with(Settings.PORT, 0));
    }

    private HttpResponse<String> call(LauncherServer server, String method, String path, String token, String body)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.url() + "/api" + path))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String credentials(String email) {
        return "{\"email\":\"" + email + "\",\"password\":\"" + PASSWORD + "\"}";
    }

    @Test
    void tokens_and_messages_survive_and_an_unfinished_run_is_interrupted(@TempDir Path home) throws Exception {
        String token;
        String chat;
        try (LauncherServer first = start(home)) {
            token = JSON.readTree(call(first, "POST", "/auth/register", "", credentials("a@b.co"))
                            .body())
                    .path("accessToken")
                    .asText();
            chat = JSON.readTree(
                            call(first, "POST", "/chat/sessions", token, "{}").body())
                    .path("id")
                    .asText();
            String text = "{\"text\":\"" + "word ".repeat(500).strip() + "\"}";
            assertThat(call(first, "POST", "/chat/sessions/" + chat + "/messages", token, text)
                            .statusCode())
                    .isEqualTo(202);
        }
        try (LauncherServer second = start(home)) {
            JsonNode messages = JSON.readTree(call(second, "GET", "/chat/sessions/" + chat + "/messages", token, "")
                            .body())
                    .path("items");
            assertThat(messages).hasSize(2);
            assertThat(messages.get(0).path("status").asText()).isEqualTo("complete");
            assertThat(messages.get(1).path("status").asText()).isEqualTo("interrupted");
        }
    }

    @Test
    void a_route_is_closed_to_nobody_and_a_foreign_chat_does_not_exist(@TempDir Path home) throws Exception {
        try (LauncherServer server = start(home)) {
            String ada = JSON.readTree(call(server, "POST", "/auth/register", "", credentials("ada@b.co"))
                            .body())
                    .path("accessToken")
                    .asText();
            String eve = JSON.readTree(call(server, "POST", "/auth/register", "", credentials("eve@b.co"))
                            .body())
                    .path("accessToken")
                    .asText();
            String chat = JSON.readTree(
                            call(server, "POST", "/chat/sessions", ada, "{}").body())
                    .path("id")
                    .asText();
            assertThat(call(server, "GET", "/chat/sessions/" + chat, "", "").statusCode())
                    .isEqualTo(401);
            assertThat(call(server, "GET", "/chat/sessions/" + chat, eve, "").statusCode())
                    .isEqualTo(404);
            assertThat(call(server, "GET", "/chat/sessions/" + chat, ada, "").statusCode())
                    .isEqualTo(200);
            assertThat(call(server, "POST", "/auth/logout", ada, "").statusCode())
                    .isEqualTo(204);
            assertThat(call(server, "GET", "/chat/sessions/" + chat, ada, "").statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void secrets_are_the_owners_alone(@TempDir Path home) throws Exception {
        Path data = home.resolve("data");
        try (LauncherServer server = start(data)) {
            assertThat(server.setUpLink()).isPresent();
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
                .isEqualTo("rwx------");
        try (var files = Files.list(data.resolve("secrets"))) {
            assertThat(files.toList()).isNotEmpty().allSatisfy(file -> assertThat(
                            PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------"));
        }
    }
}
