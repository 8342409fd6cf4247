package dev.chatagent.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.http.RecordingFilter;
import dev.chatagent.launcher.LauncherServer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The recording that every suite here rests on takes down what a server answers, to a client of any kind. */
class RecordedAnswersTest {
    @TempDir
    Path home;

    @Test
    void every_answer_is_taken_down_and_held_against_the_contract() throws Exception {
        try (LauncherServer server = Launchers.start(home.resolve("data"))) {
            Api api = new Api(server.url());
            Api.Account ada = api.register("ada@example.org");
            api.profile(ada.access());
            api.call("GET", "/no/such/thing", "", "");
        }
        assertThat(RecordingFilter.check()) // after the end, when the last answer has been taken down for sure
                .containsExactly("POST /auth/register -> 201", "GET /auth/profile -> 200", "GET nothing -> 404");
    }
}
