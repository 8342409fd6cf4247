package dev.chatagent.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.account.ClientInfo;
import dev.chatagent.account.Email;
import dev.chatagent.auth.Principal;
import dev.chatagent.backup.Backups;
import dev.chatagent.config.Settings;
import dev.chatagent.id.TenantId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backing up, verifying, restoring and exporting as an operator does it, and over HTTP. */
class BackupCommandsTest {
    private static final String PASSWORD = "four words that differ";
    private static final ClientInfo CLIENT = new ClientInfo("", "127.0.0.1", TenantId.DEFAULT, null);

    @TempDir
    private Path directory;

    private Path home;
    private String out = "";
    private String err = "";

    @BeforeEach
    void administrator() throws Exception {
        home = directory.resolve("home");
        assertThat(run(home, PASSWORD, "create-admin", "--email", "root@example.org"))
                .as(err)
                .isZero();
    }

    private int run(Path data, String input, String... words) throws Exception {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--home", data.toString()));
        return plain(input, all.toArray(String[]::new));
    }

    private int plain(String input, String... words) throws Exception {
        ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
        ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
        InputStream in = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
        int status = Main.run(
                words,
                in,
                new PrintStream(outBytes, true, StandardCharsets.UTF_8),
                new PrintStream(errBytes, true, StandardCharsets.UTF_8));
        out = outBytes.toString(StandardCharsets.UTF_8);
        err = errBytes.toString(StandardCharsets.UTF_8);
        return status;
    }

    private static Settings settings(Path data) {
        return Settings.defaults()
                .with(Settings.ENVIRONMENT, "development")
                .with(Settings.PORT, 0)
                .with(Settings.HOME, data.toString());
    }

    private static String token(ChatAgentRuntime runtime) {
        return runtime.accounts()
                .login(new Email("root@example.org"), PASSWORD, CLIENT)
                .accessToken();
    }

    @Test
    void backup_goes_to_another_directory_with_its_secret_and_the_person_logs_in_there() throws Exception {
        Path file = directory.resolve("my.backup");
        assertThat(run(home, "", "backup", file.toString())).as(err).isZero();
        assertThat(out).contains("written and verified", "my.backup");
        Path there = directory.resolve("there");
        Files.createDirectories(there.resolve("secrets"));
        Files.copy(home.resolve("secrets/master"), there.resolve("secrets/master"));
        assertThat(run(there, "", "restore", file.toString())).as(err).isZero();
        assertThat(out).contains("restored", "audit_entry", "master secret");
        try (ChatAgentRuntime runtime =
                ChatAgentRuntime.builder().settings(settings(there)).start()) {
            Principal admin = runtime.authenticator().authenticate(token(runtime));
            assertThat(runtime.audit().verify(admin).intact())
                    .as("the chain goes on")
                    .isTrue();
        }
        assertThat(run(there, "", "verify-audit")).as(out).isZero();
    }

    @Test
    void verify_counts_and_leaves_no_data_directory() throws Exception {
        assertThat(run(home, "", "backup")).as(err).isZero();
        Path file;
        try (Stream<Path> files = Files.list(home.resolve("backups"))) {
            file = files.filter(each -> each.toString().endsWith(".backup"))
                    .findFirst()
                    .orElseThrow();
        }
        assertThat(run(directory.resolve("none"), "", "verify", file.toString()))
                .as(err)
                .isZero();
        assertThat(out).contains("whole, and restores", "not encrypted").containsPattern("users +1\n");
        assertThat(directory.resolve("none")).doesNotExist();
        assertThat(run(directory.resolve("none"), "", "export", file.toString()))
                .as(err)
                .isZero();
        assertThat(out).contains("{\"table\":\"users\",", "root@example.org");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Path broken = Files.write(directory.resolve("broken"), bytes);
        for (String command : List.of("verify", "restore", "export")) {
            assertThat(run(directory.resolve("none"), "", command, broken.toString()))
                    .isEqualTo(1);
            assertThat(err).contains("broken", "damaged");
            assertThat(out).isEmpty();
        }
    }

    @Test
    void restore_asks_before_it_replaces() throws Exception {
        Path file = directory.resolve("my.backup");
        assertThat(run(home, "", "backup", file.toString())).isZero();
        assertThat(run(home, "", "restore", file.toString())).isEqualTo(1);
        assertThat(err).contains("not empty", "--replace");
        assertThat(run(home, "", "restore", file.toString(), "--replace"))
                .as(err)
                .isZero();
        try (Stream<Path> files = Files.list(home.resolve("database"))) {
            assertThat(files.map(each -> String.valueOf(each.getFileName())))
                    .anyMatch(name -> name.startsWith("replaced-"));
        }
        assertThat(run(home, "", "backup", file.toString())).isEqualTo(2);
        assertThat(err).contains("is there already");
    }

    @Test
    void wrong_words_and_missing_files_are_told() throws Exception {
        assertThat(plain("", "verify")).isEqualTo(2);
        assertThat(err).contains("verify needs a FILE");
        assertThat(plain("", "restore", directory.resolve("nothing").toString()))
                .isEqualTo(1);
        assertThat(err).contains("There is no file");
        assertThat(plain("", "verify", "a", "b")).isEqualTo(2);
        assertThat(err).contains("b");
    }

    @Test
    void administrator_makes_one_over_http_while_the_server_runs() throws Exception {
        try (LauncherServer server = LauncherServer.start(settings(home))) {
            String token = token(server.runtime());
            HttpResponse<String> begun = call(server, "POST", token);
            assertThat(begun.statusCode()).as(begun.body()).isEqualTo(202);
            Instant end = Instant.now().plus(Duration.ofMinutes(2));
            Principal admin = server.runtime().authenticator().authenticate(token);
            Backups.Status status = server.runtime().backups().status(admin);
            while (status.running() && Instant.now().isBefore(end)) {
                Thread.onSpinWait();
                status = server.runtime().backups().status(admin);
            }
            HttpResponse<String> list = call(server, "GET", token);
            assertThat(list.statusCode()).isEqualTo(200);
            assertThat(list.body()).contains("\"running\":false", "\"name\":\"chatagent-", "\"bytes\":");
            assertThat(call(server, "GET", "").statusCode()).isEqualTo(401);
        }
        try (Stream<Path> files = Files.list(home.resolve("backups"))) {
            assertThat(files.filter(each -> each.toString().endsWith(".backup")))
                    .hasSize(1);
        }
    }

    private static HttpResponse<String> call(LauncherServer server, String method, String token) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + "/api/admin/backups"))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .header("Authorization", "Bearer " + token)
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }
}
