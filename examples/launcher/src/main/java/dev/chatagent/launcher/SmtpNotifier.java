package dev.chatagent.launcher;

import dev.chatagent.account.Notice;
import dev.chatagent.account.Notifier;
import dev.chatagent.config.Settings;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends notices as plain-text mail. On two threads of its own, with a bounded queue: a mail server that is down must not hold
 * the threads on which chats run. What cannot be sent after several tries is logged by its kind alone. Thread-safe.
 */
final class SmtpNotifier implements Notifier, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SmtpNotifier.class);
    private static final int THREADS = 2;
    private static final int MAX_WAITING = 1_000;
    private static final long CLOSE_SECONDS = 5;
    /** Waits before the second, third and fourth try. */
    private static final List<Duration> BACK_OFF =
            List.of(Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(20));

    private final MailServer server;
    private final Properties properties;
    private final InternetAddress from;
    private final List<Duration> backOff;
    private final ThreadPoolExecutor threads;

    SmtpNotifier(MailServer server, Properties properties, InternetAddress from, List<Duration> backOff) {
        this.server = server;
        this.properties = properties;
        this.from = from;
        this.backOff = List.copyOf(backOff);
        this.threads = new ThreadPoolExecutor(
                THREADS, THREADS, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_WAITING), work -> {
                    Thread thread = new Thread(work, "chatagent-mail");
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Connects to nothing yet.
     *
     * @throws ChatAgentException naming the variable that is wrong
     */
    static SmtpNotifier of(String url, String sender) {
        MailServer server = MailServer.parse(url);
        return new SmtpNotifier(server, server.properties(), sender(sender), BACK_OFF);
    }

    static InternetAddress sender(String text) {
        try {
            InternetAddress address = new InternetAddress(text.strip(), true);
            if (text.chars().anyMatch(Character::isISOControl)) {
                throw new AddressException("control character");
            }
            return address;
        } catch (AddressException e) {
            throw new ChatAgentException(
                    ErrorCode.INVALID_REQUEST,
                    Settings.MAIL_FROM.variable() + ": '" + text.replaceAll("\\p{Cntrl}", "?")
                            + "' is not an address such as chat@example.org.",
                    e);
        }
    }

    @Override
    public void send(Notice notice) {
        try {
            threads.execute(() -> deliver(notice));
        } catch (RejectedExecutionException e) {
            LOG.error("A {} mail was dropped: too many are waiting", kind(notice));
        }
    }

    private void deliver(Notice notice) {
        for (int failures = 0; ; failures++) {
            try {
                deliverOnce(notice);
                return;
            } catch (MessagingException e) {
                String reason = MailFailures.reason(e);
                if (failures == backOff.size() || MailFailures.isFinal(e)) {
                    LOG.error("A {} mail could not be sent through {}: {}", kind(notice), server, reason);
                    return;
                }
                LOG.warn("A {} mail has to wait, {}: {}", kind(notice), server, reason);
            }
            try {
                Thread.sleep(backOff.get(failures).toMillis());
            } catch (InterruptedException e) {
                LOG.error("A {} mail was not sent: the server stops", kind(notice));
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void deliverOnce(Notice notice) throws MessagingException {
        Session session = Session.getInstance(properties);
        try (Transport transport = session.getTransport()) {
            if (server.user().isEmpty()) {
                transport.connect();
            } else {
                transport.connect(server.user(), server.password());
            }
            MimeMessage message = message(session, notice);
            transport.sendMessage(message, message.getAllRecipients());
        }
    }

    private MimeMessage message(Session session, Notice notice) throws MessagingException {
        MailText text = MailText.of(notice);
        InternetAddress to = new InternetAddress();
        to.setAddress(notice.to().text()); // taken as it is: parsing could find several
        to.validate();
        MimeMessage message = new SenderStamped(session, from);
        message.setFrom(from);
        message.setRecipient(Message.RecipientType.TO, to);
        message.setSubject(text.subject(), StandardCharsets.UTF_8.name());
        message.setSentDate(Date.from(Instant.now()));
        message.setHeader("Auto-Submitted", "auto-generated"); // RFC 3834: no out-of-office answers
        message.setText(text.body(), StandardCharsets.UTF_8.name());
        message.saveChanges();
        return message;
    }

    private static String kind(Notice notice) {
        return notice.getClass().getSimpleName();
    }

    /** Gives what is being sent a few seconds. */
    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
