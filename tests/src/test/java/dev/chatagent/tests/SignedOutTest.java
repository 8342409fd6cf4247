package dev.chatagent.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.config.Settings;
import dev.chatagent.jdbc.JdbcStorage;
import dev.chatagent.launcher.LauncherServer;
import dev.chatagent.testkit.SharedStorage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every way in which a login ends, on two servers of one database: the next request is refused, and connections end. */
class SignedOutTest {
    private static JdbcStorage storage;
    private static LauncherServer first;
    private static LauncherServer second;
    private static Api here;
    private static Api there;
    private static Api.Account admin;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        storage = JdbcStorage.h2(directory.resolve("database"));
        storage.start();
        first = server(directory.resolve("first"));
        second = server(directory.resolve("second"));
        here = new Api(first.url());
        there = new Api(second.url());
        admin = here.administrator(first, "admin@example.org");
    }

    @AfterAll
    static void stop() {
        second.close();
        first.close();
        storage.close();
    }

    private static LauncherServer server(Path home) throws Exception {
        Settings settings = Launchers.settings(home)
                .with(Settings.LIMITS, false)
                .with(Settings.SECRET, "a secret that both of the servers share");
        return Launchers.start(ChatAgentRuntime.builder()
                .settings(settings)
                .storage(new SharedStorage(storage))
                .start());
    }

    private static String login(Api.Account person) throws IOException {
        return here.json("GET", "/auth/sessions", person.access(), "")
                .at("/items/0/id")
                .asText();
    }

    @ParameterizedTest
    @EnumSource
    void ended_login_is_refused_and_its_connections_end_on_both_servers(LoginEnd cause) throws Exception {
        Api.Account person = here.register(cause.name().replace('_', '-') + "@example.org");
        String login = login(person);
        assertThat(there.profile(person.access())).isEqualTo(200);
        try (Lines near = Lines.open(first.url(), person.access());
                Lines far = Lines.open(second.url(), person.access())) {
            long began = System.nanoTime();
            cause.happen(here, person, login, admin.access());
            assertThat(here.profile(person.access())).isEqualTo(401);
            String refresh = Api.body(Map.of("refreshToken", person.refresh()));
            assertThat(here.status("POST", "/auth/refresh", "", refresh)).isEqualTo(401);
            assertThat(there.status("POST", "/auth/refresh", "", refresh)).isEqualTo(401);
            Speed.atMost(1_000, near.millisUntilEnd(began), cause + ": connections here");
            Speed.atMost(2_000, refusedAfter(person, began), cause + ": request there");
            Speed.atMost(1_000, far.millisUntilEnd(began), cause + ": connections there");
        }
    }

    /** Asks the other server until it refuses. */
    private static long refusedAfter(Api.Account person, long began) {
        long end = began + TimeUnit.MINUTES.toNanos(1);
        while (there.profile(person.access()) != 401) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
        }
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
    }
}
