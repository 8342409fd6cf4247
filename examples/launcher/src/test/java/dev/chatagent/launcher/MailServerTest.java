package dev.chatagent.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatagent.config.Settings;
import dev.chatagent.error.ChatAgentException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MailServerTest {
    @Test
    void credentials_are_percent_decoded_and_a_plus_is_a_plus() {
        MailServer server = MailServer.parse("smtp://ada%40example.org:p%3As%2F+%25@192.0.2.7:2525");
        assertThat(server.user()).isEqualTo("ada@example.org");
        assertThat(server.password()).isEqualTo("p:s/+%");
        assertThat(server.port()).isEqualTo(2525);
    }

    @Test
    void tls_is_required_unless_the_server_is_on_this_machine() {
        assertThat(MailServer.parse("smtp://192.0.2.7").encryption()).isEqualTo(MailServer.Encryption.STARTTLS);
        assertThat(MailServer.parse("smtp://192.0.2.7").properties())
                .containsEntry("mail.smtp.starttls.required", "true")
                .containsEntry("mail.smtp.ssl.checkserveridentity", "true");
        assertThat(MailServer.parse("smtp://127.0.0.1:25").encryption()).isEqualTo(MailServer.Encryption.NONE);
        assertThat(MailServer.parse("smtp://[::1]:25").encryption()).isEqualTo(MailServer.Encryption.NONE);
        assertThat(MailServer.parse("smtps://127.0.0.1").encryption()).isEqualTo(MailServer.Encryption.IMPLICIT);
    }

    @Test
    void ports_are_those_of_submission_by_default() {
        assertThat(MailServer.parse("smtp://192.0.2.7").port()).isEqualTo(587);
        assertThat(MailServer.parse("smtps://192.0.2.7").port()).isEqualTo(465);
    }

    @Test
    void no_wait_is_without_end() {
        assertThat(MailServer.parse("smtp://192.0.2.7").properties())
                .containsEntry("mail.smtp.connectiontimeout", "5000")
                .containsEntry("mail.smtp.timeout", "10000")
                .containsEntry("mail.smtp.writetimeout", "10000");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://u:hunter2@mail.example.org",
                "u:hunter2@mail.example.org",
                "smtp:u:hunter2",
                "smtp://u:hunter2@",
                "smtp://u:hunter2@mail.example.org:99999",
                "smtp://u:hunter2@mail.example.org:0",
                "smtp://u:hunter2@mail example.org",
                "smtp://u:hunter2%zz@mail.example.org",
                "smtp://u:hunter2/x@mail.example.org",
                "smtp://u:hunter2#x@mail.example.org",
                "smtp://hunter2@mail.example.org",
                "smtp://u:hunter2@mail.example.org/path",
                "smtp://u:hunter2@mail.example.org?x=y",
            })
    void bad_url_is_refused_by_the_variables_name_and_never_shown(String url) {
        assertThatThrownBy(() -> SmtpNotifier.of(url, "chat@example.org"))
                .isInstanceOf(ChatAgentException.class)
                .hasMessageContaining("CHATAGENT_SMTP_URL")
                .satisfies(e -> {
                    StringWriter trace = new StringWriter();
                    e.printStackTrace(new PrintWriter(trace));
                    assertThat(trace.toString()).doesNotContain("hunter2");
                });
    }

    @Test
    void bad_url_stops_the_start_before_anything_is_opened() {
        Settings settings = Settings.defaults()
                .with(Settings.ENVIRONMENT, "test")
                .with(Settings.SMTP_URL, "smtp//mail")
                .with(Settings.PORT, 0);
        assertThatThrownBy(() -> LauncherServer.start(settings)).hasMessageContaining("CHATAGENT_SMTP_URL");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"nobody", "a@b@c", "chat@example.org\r\nBcc: eve@example.org", "a@example.org, b@example.org"})
    void bad_sender_is_refused_by_the_variables_name(String sender) {
        assertThatThrownBy(() -> SmtpNotifier.of("smtp://127.0.0.1", sender))
                .isInstanceOf(ChatAgentException.class)
                .hasMessageContaining("CHATAGENT_MAIL_FROM");
    }

    @Test
    void credentials_are_in_no_text_of_it() {
        assertThat(MailServer.parse("smtp://ada:hunter2@192.0.2.7").toString())
                .contains("192.0.2.7:587")
                .doesNotContain("hunter2", "ada");
    }
}
