package dev.chatagent.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.account.ClientInfo;
import dev.chatagent.account.Email;
import dev.chatagent.account.Registration;
import dev.chatagent.launcher.LauncherServer;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers say nothing of whether an address has an account: the same bytes, but for their number and their time. */
class UnknownAddressTest {
    private static final int SAMPLES = 1_000;

    /** Below what blocks an account, and what is sent to one address. */
    private static final int TRIES = 3;

    private LauncherServer server;

    @BeforeEach
    void start(@TempDir Path home) throws Exception {
        server = Launchers.start(home);
        for (int i = 0; i <= SAMPLES / TRIES; i++) {
            server.runtime()
                    .accounts()
                    .register(
                            new Registration(new Email("known" + i + "@example.org"), Api.PASSWORD, ""),
                            new ClientInfo("test", "127.0.0.1"));
        }
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private interface Body {
        String of(String email) throws Exception;
    }

    /** Each from an address of its own, in turns. */
    private Set<String> answers(String kind, int network, String path, Body body) throws Exception {
        Set<String> answers = new TreeSet<>();
        for (int i = 0; i < SAMPLES; i++) {
            String from = "127." + network + "." + i / 250 + "." + (i % 250 + 1);
            RawHttp.Reply reply = RawHttp.post(server.url(), from, path, body.of(kind + i / TRIES + "@example.org"));
            answers.add(withoutNumbers(reply.text()));
        }
        return answers;
    }

    private static String withoutNumbers(String text) {
        return text.replaceAll("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "ID")
                .replaceAll("Date: [^\r]*", "Date: now");
    }

    @Test
    void a_failed_login_looks_the_same() throws Exception {
        Body body = email -> Api.credentials(email, "not the password at all");
        Set<String> known = answers("known", 11, "/api/auth/login", body);
        assertThat(known).hasSize(1).allSatisfy(text -> assertThat(text).startsWith("HTTP/1.1 401"));
        assertThat(answers("nobody", 12, "/api/auth/login", body)).isEqualTo(known);
    }

    @Test
    void a_request_for_a_reset_looks_the_same() throws Exception {
        Body body = email -> "{\"email\":\"" + email + "\"}";
        Set<String> known = answers("known", 13, "/api/auth/password-reset", body);
        assertThat(known).hasSize(1).allSatisfy(text -> assertThat(text).startsWith("HTTP/1.1 202"));
        assertThat(answers("nobody", 14, "/api/auth/password-reset", body)).isEqualTo(known);
    }
}
