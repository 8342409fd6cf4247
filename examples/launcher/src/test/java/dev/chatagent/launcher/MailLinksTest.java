package dev.chatagent.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import dev.chatagent.config.Settings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From the button to the mailbox and back: the whole way of a link. */
class MailLinksTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String OLD = "four words that differ";
    private static final String NEW = "other words than before";

    private GreenMail mail;
    private LauncherServer server;

    @BeforeEach
    void start() throws Exception {
        mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        mail.start();
        server = LauncherServer.start(Settings.defaults()
                .with(Settings.ENVIRONMENT, "test")
                .with(Settings.LIMITS, false)
                .with(Settings.PORT, 0)
                .with(Settings.PUBLIC_URL, "https://chat.example.org")
                .with(Settings.SMTP_URL, "smtp://127.0.0.1:" + mail.getSmtp().getPort()));
    }

    @AfterEach
    void stop() {
        server.close();
        mail.stop();
    }

    private HttpResponse<String> post(String path, String token, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.url() + "/api" + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private String register() throws Exception {
        HttpResponse<String> answer = post("/auth/register", "", credentials(OLD));
        assertThat(answer.statusCode()).isEqualTo(201);
        return JSON.readTree(answer.body()).path("accessToken").asText();
    }

    private static String credentials(String password) {
        return "{\"email\":\"ada@example.org\",\"password\":\"" + password + "\"}";
    }

    /** The secret of the link in the mail that came last. */
    private String secret(String purpose, int mails) {
        assertThat(mail.waitForIncomingEmail(60_000, mails)).isTrue();
        String texts = String.join(
                "\n",
                Arrays.stream(mail.getReceivedMessages())
                        .map(GreenMailUtil::getBody)
                        .toList());
        Matcher link = Pattern.compile("https://chat\\.example\\.org/#" + purpose + "=(\\S+)")
                .matcher(texts);
        assertThat(link.find()).as(texts).isTrue();
        return link.group(1);
    }

    @Test
    void reset_link_sets_a_new_password_once() throws Exception {
        String token = register();
        assertThat(post("/auth/password-reset", "", "{\"email\":\"ADA@example.org\"}")
                        .statusCode())
                .isEqualTo(202);
        String confirmation = "{\"token\":\"" + secret("reset", 1) + "\",\"password\":\"" + NEW + "\"}";
        assertThat(post("/auth/password-reset/confirm", "", confirmation).statusCode())
                .isEqualTo(204);
        assertThat(post("/auth/password-reset/confirm", "", confirmation).statusCode())
                .isEqualTo(401);
        assertThat(post("/auth/login", "", credentials(OLD)).statusCode()).isEqualTo(401);
        assertThat(post("/auth/login", "", credentials(NEW)).statusCode()).isEqualTo(200);
        assertThat(post("/auth/logout", token, "").statusCode()).isEqualTo(401);
        assertThat(mail.waitForIncomingEmail(60_000, 2)).isTrue();
        assertThat(mail.getReceivedMessages()[1].getSubject()).isEqualTo("Your password was changed");
    }

    @Test
    void verification_link_proves_the_address() throws Exception {
        String token = register();
        assertThat(post("/auth/email-verification", token, "").statusCode()).isEqualTo(202);
        String confirmation = "{\"token\":\"" + secret("verify", 1) + "\"}";
        assertThat(post("/auth/email-verification/confirm", "", confirmation).statusCode())
                .isEqualTo(204);
        assertThat(post("/auth/email-verification/confirm", "", confirmation).statusCode())
                .isEqualTo(401);
    }
}
