package dev.chatagent.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.launcher.LauncherServer;
import dev.chatagent.testkit.TestClock;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Guessing passwords over HTTP, from many addresses of the loopback network. */
class BruteForceTest {
    private static final List<Integer> SCHEDULE = List.of(30, 60, 120, 240, 480, 900, 900);
    private static final String ADA = "ada@example.org";
    private static final String WRONG = "not the password at all";

    private final TestClock clock = TestClock.create();
    private LauncherServer server;
    private Api api;
    private int attackers;

    @BeforeEach
    void start(@TempDir Path home) throws Exception {
        server = Launchers.start(ChatAgentRuntime.builder()
                .settings(Launchers.settings(home))
                .clock(clock)
                .start());
        api = new Api(server.url());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** A log-in from an address that was never seen before. */
    private RawHttp.Reply attack(String email, String password) throws Exception {
        int number = attackers++;
        String address = "127.1." + number / 250 + "." + (number % 250 + 1);
        return RawHttp.post(server.url(), address, "/api/auth/login", Api.credentials(email, password));
    }

    private void assertWaits(RawHttp.Reply reply, int seconds) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(429);
        assertThat(reply.header("Retry-After")).isEqualTo("" + seconds);
        assertThat(reply.text()).contains("\"retryAfter\":" + seconds + "}").contains("quota-exceeded");
    }

    @ParameterizedTest
    @ValueSource(strings = {ADA, "nobody@example.org"})
    void retry_after_tells_the_schedule_to_the_second(String email) throws Exception {
        api.register(ADA);
        for (int i = 0; i < 4; i++) {
            assertThat(attack(email, WRONG).status()).isEqualTo(401);
        }
        for (int seconds : SCHEDULE) {
            assertThat(attack(email, WRONG).status()).isEqualTo(401);
            assertWaits(attack(email, Api.PASSWORD), seconds);
            clock.advance(Duration.ofSeconds(seconds - 1));
            assertWaits(attack(email, Api.PASSWORD), 1);
            clock.advance(Duration.ofMillis(999));
            assertWaits(attack(email, Api.PASSWORD), 1);
            clock.advance(Duration.ofMillis(1));
        }
        assertThat(attack(email, Api.PASSWORD).status()).isEqualTo(email.equals(ADA) ? 200 : 401);
    }

    @Test
    void known_device_gets_in_while_many_addresses_attack() throws Exception {
        Api.Account ada = api.register(ADA);
        String cookie = deviceCookie(browser());
        for (int i = 0; i < 60; i++) {
            assertThat(attack(ADA, WRONG).status()).isEqualTo(i < 5 ? 401 : 429);
        }
        String right = Api.credentials(ADA, Api.PASSWORD);
        assertWaits(attack(ADA, Api.PASSWORD), 30);
        assertThat(api.call("POST", "/auth/login", "", right).statusCode()).isEqualTo(429);
        HttpResponse<String> byHeader = api.call("POST", "/auth/login", "", right, "X-Chatagent-Device", ada.device());
        assertThat(byHeader.statusCode()).as(byHeader.body()).isEqualTo(200);
        assertThat(Api.read(byHeader).has("deviceToken")).as("it has one").isFalse();
        assertThat(browser("Cookie", cookie).statusCode()).isEqualTo(200);
        assertThat(api.call("POST", "/auth/login", "", right, "X-Chatagent-Device", ada.device() + "x")
                        .statusCode())
                .isEqualTo(429);
        clock.advance(Duration.ofSeconds(30));
        assertThat(api.login(ADA).device()).as("a new device, after the wait").isNotEmpty();
    }

    private HttpResponse<String> browser(String... headers) throws Exception {
        List<String> all = new ArrayList<>(
                List.of("X-Chatagent-Mode", "cookie", "Origin", server.url(), "Sec-Fetch-Site", "same-origin"));
        all.addAll(List.of(headers));
        return api.call("POST", "/auth/login", "", Api.credentials(ADA, Api.PASSWORD), all.toArray(String[]::new));
    }

    private static String deviceCookie(HttpResponse<String> response) {
        return response.headers().allValues("Set-Cookie").stream()
                .filter(value -> value.startsWith("chatagent-device="))
                .map(value -> value.substring(0, value.indexOf(';')))
                .findFirst()
                .orElseThrow();
    }
}
