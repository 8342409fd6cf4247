package dev.chatagent.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.account.Notice;
import dev.chatagent.config.Settings;
import dev.chatagent.launcher.LauncherServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many at once who want what only one can have. */
class CredentialRacesTest {
    private static final int CALLERS = 20;

    private final BlockingQueue<Notice> notices = new LinkedBlockingQueue<>();
    private LauncherServer server;
    private Api api;

    @BeforeEach
    void start(@TempDir Path home) throws Exception {
        server = Launchers.start(ChatAgentRuntime.builder()
                .settings(Launchers.settings(home).with(Settings.LIMITS, false))
                .notifier(notices::add)
                .start());
        api = new Api(server.url());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private List<Integer> atOnce(String path, List<String> bodies) {
        return api.atOnce(CALLERS, "POST", path, bodies).stream()
                .map(response -> response.statusCode())
                .sorted()
                .toList();
    }

    @Test
    void one_of_many_confirmations_of_a_reset_wins() throws Exception {
        api.register("ada@example.org");
        assertThat(api.status("POST", "/auth/password-reset", "", "{\"email\":\"ada@example.org\"}"))
                .isEqualTo(202);
        Notice notice = notices.poll(1, TimeUnit.MINUTES);
        assertThat(notice).isInstanceOf(Notice.PasswordReset.class);
        String link = ((Notice.PasswordReset) notice).link();
        String token = link.substring(link.indexOf("#reset=") + "#reset=".length());
        List<String> passwords = IntStream.range(0, CALLERS)
                .mapToObj(i -> "a new password, wish number " + i)
                .toList();
        List<String> bodies = new ArrayList<>();
        for (String password : passwords) {
            bodies.add(Api.body(Map.of("token", token, "password", password)));
        }
        List<Integer> statuses = atOnce("/auth/password-reset/confirm", bodies);
        assertThat(statuses.get(0)).isEqualTo(204);
        assertThat(statuses.subList(1, CALLERS)).allMatch(status -> status / 100 == 4);
        assertThat(api.status("POST", "/auth/login", "", Api.credentials("ada@example.org", Api.PASSWORD)))
                .as("the old password")
                .isEqualTo(401);
    }

    @Test
    void one_of_many_registrations_of_an_address_wins_whatever_its_case() throws Exception {
        List<String> bodies = List.of(
                Api.credentials("Ada@Example.org", Api.PASSWORD),
                Api.credentials("aDA@eXAMPLE.ORG", Api.PASSWORD),
                Api.credentials("ADA@EXAMPLE.ORG", Api.PASSWORD),
                Api.credentials("ada@example.org", Api.PASSWORD));
        List<Integer> statuses = atOnce("/auth/register", bodies);
        assertThat(statuses.get(0)).isEqualTo(201);
        assertThat(statuses.subList(1, CALLERS)).containsOnly(409);
        assertThat(api.login("ada@example.ORG").access()).isNotEmpty();
    }
}
