package dev.chatagent.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import dev.chatagent.account.Email;
import dev.chatagent.account.Notice;
import dev.chatagent.id.TenantId;
import jakarta.mail.Message;
import jakarta.mail.internet.MimeMessage;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against GreenMail, a mail server of others. */
class SmtpNotifierTest {
    private static final Duration NO_TIME = Duration.ZERO;
    private static final String SECRET = "dG9wLXNlY3JldA";
    private static final String LINK = "https://chat.example.org/#reset=" + SECRET;
    private static final Notice RESET =
            new Notice.PasswordReset(new Email("ada@example.org"), TenantId.DEFAULT, LINK, Duration.ofMinutes(30));
    private static final String USER = "robot@example.org";
    private static final String PASSWORD = "p@ss:w/rd";

    private GreenMail mail;
    private LogLines log;

    @BeforeEach
    void start() {
        mail = new GreenMail(new ServerSetup[] {
            new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP),
            new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTPS)
        });
        GreenMailUser user = mail.setUser(USER, USER, PASSWORD);
        assertThat(user).isNotNull();
        mail.start();
        log = LogLines.open();
    }

    @AfterEach
    void stop() {
        log.close();
        mail.stop();
        assertThat(log.all()).doesNotContain(SECRET, PASSWORD, "p%40ss");
    }

    private int port() {
        return mail.getSmtp().getPort();
    }

    private static MailServer plain(int port, String password) {
        return new MailServer("127.0.0.1", port, MailServer.Encryption.NONE, USER, password);
    }

    private static SmtpNotifier notifier(MailServer server) {
        return notifier(server, server.properties());
    }

    private static SmtpNotifier notifier(MailServer server, Properties properties) {
        return new SmtpNotifier(
                server, properties, SmtpNotifier.sender("Chat <chat@example.org>"), List.of(NO_TIME, NO_TIME, NO_TIME));
    }

    private MimeMessage received() {
        assertThat(mail.waitForIncomingEmail(60_000, 1)).isTrue();
        return mail.getReceivedMessages()[0];
    }

    @Test
    void reset_arrives_as_plain_text_with_its_link() throws Exception {
        try (SmtpNotifier notifier =
                SmtpNotifier.of("smtp://robot%40example.org:p%40ss%3Aw%2Frd@127.0.0.1:" + port(), "chat@example.org")) {
            notifier.send(RESET);
            MimeMessage message = received();
            assertThat(message.getSubject()).isEqualTo("Choose a new password");
            assertThat(message.getContentType()).isEqualToIgnoringCase("text/plain; charset=UTF-8");
            assertThat(GreenMailUtil.getBody(message)).contains(LINK, "30 minutes", "ada@example.org");
            assertThat(message.getFrom()[0]).hasToString("chat@example.org");
            assertThat(message.getAllRecipients()).hasSize(1);
            assertThat(message.getRecipients(Message.RecipientType.TO)[0]).hasToString("ada@example.org");
            assertThat(message.getHeader("Auto-Submitted")).containsExactly("auto-generated");
            assertThat(message.getMessageID()).endsWith("@example.org>");
        }
    }

    @Test
    void every_kind_of_notice_has_a_subject_of_its_own() {
        Email ada = new Email("ada@example.org");
        List<Notice> notices = List.of(
                RESET,
                new Notice.EmailVerification(ada, TenantId.DEFAULT, LINK, Duration.ofHours(24)),
                new Notice.PasswordChanged(ada, TenantId.DEFAULT));
        assertThat(notices.stream().map(Notice::getClass)).hasSameSizeAs(Notice.class.getPermittedSubclasses());
        assertThat(notices.stream().map(MailText::of).map(MailText::subject)).doesNotHaveDuplicates();
        assertThat(MailText.of(notices.get(1)).body()).contains("24 hours");
    }

    @Test
    void letters_beyond_ascii_arrive_whole() throws Exception {
        try (SmtpNotifier notifier = notifier(plain(port(), PASSWORD))) {
            Notice notice = new Notice.PasswordReset(
                    new Email("ada@example.org"),
                    TenantId.DEFAULT,
                    "https://chät.example/#reset=x",
                    Duration.ofHours(1));
            notifier.send(notice);
            assertThat(received().getContent().toString()).contains("https://chät.example/", "1 hour:");
        }
    }

    @Test
    void wrong_password_is_tried_once_and_told_without_it() throws Exception {
        try (SmtpNotifier notifier = notifier(plain(port(), "hunter2"))) {
            notifier.send(RESET);
            assertThat(log.await("could not be sent")).contains("refuses the user or the password");
        }
        assertThat(log.all()).doesNotContain("has to wait", "hunter2");
        assertThat(mail.getReceivedMessages()).isEmpty();
    }

    @Test
    void server_that_is_down_is_tried_three_times_more() throws Exception {
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        try (SmtpNotifier notifier = notifier(plain(closed, PASSWORD))) {
            notifier.send(RESET);
            assertThat(log.await("could not be sent")).contains("cannot be reached");
        }
        assertThat(log.all().lines().filter(line -> line.contains("has to wait")))
                .hasSize(3);
    }

    @Test
    void server_that_comes_back_gets_the_mail() throws Exception {
        int port = port();
        mail.stop();
        SmtpNotifier notifier = new SmtpNotifier(
                plain(port, PASSWORD),
                plain(port, PASSWORD).properties(),
                SmtpNotifier.sender("chat@example.org"),
                List.of(Duration.ofSeconds(2), Duration.ofSeconds(20), Duration.ofSeconds(20)));
        try (notifier) {
            notifier.send(RESET);
            log.await("has to wait");
            mail = new GreenMail(new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
            mail.setUser(USER, USER, PASSWORD);
            mail.start();
            assertThat(received().getSubject()).isEqualTo("Choose a new password");
        }
    }

    @Test
    void nothing_is_said_to_a_server_that_refuses_tls() throws Exception {
        MailServer strict = new MailServer("127.0.0.1", port(), MailServer.Encryption.STARTTLS, USER, PASSWORD);
        try (SmtpNotifier notifier = notifier(strict)) {
            notifier.send(RESET);
            assertThat(log.await("could not be sent")).contains("no TLS");
        }
        assertThat(mail.getReceivedMessages()).isEmpty();
    }

    @Test
    void certificate_of_nobody_known_is_refused() throws Exception {
        MailServer server =
                new MailServer("127.0.0.1", mail.getSmtps().getPort(), MailServer.Encryption.IMPLICIT, USER, PASSWORD);
        try (SmtpNotifier notifier = notifier(server)) {
            notifier.send(RESET);
            assertThat(log.await("could not be sent")).contains("no TLS");
        }
        assertThat(mail.getReceivedMessages()).isEmpty();
    }

    @Test
    void implicit_tls_delivers() throws Exception {
        MailServer server =
                new MailServer("127.0.0.1", mail.getSmtps().getPort(), MailServer.Encryption.IMPLICIT, USER, PASSWORD);
        Properties trusting = server.properties();
        trusting.put("mail.smtp.ssl.trust", "127.0.0.1"); // GreenMail's certificate is its own
        trusting.put("mail.smtp.ssl.checkserveridentity", "false");
        try (SmtpNotifier notifier = notifier(server, trusting)) {
            notifier.send(RESET);
            assertThat(received().getSubject()).isEqualTo("Choose a new password");
        }
    }
}
