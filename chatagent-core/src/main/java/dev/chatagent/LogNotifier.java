package dev.chatagent;

import dev.chatagent.account.Notice;
import dev.chatagent.account.Notifier;
import dev.chatagent.config.Environment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the links of notices to the log, for the developer who has no mail server; anywhere else only that there was nobody to
 * deliver them, because a link is a secret.
 */
final class LogNotifier implements Notifier {
    private static final Logger LOG = LoggerFactory.getLogger("dev.chatagent.notice");

    private final Environment environment;

    LogNotifier(Environment environment) {
        this.environment = environment;
    }

    @Override
    public void send(Notice notice) {
        if (notice instanceof Notice.PasswordReset reset) {
            link("A new password", reset.link());
        } else if (notice instanceof Notice.EmailVerification verification) {
            link("Verify the address", verification.link());
        }
    }

    private void link(String subject, String link) {
        if (environment == Environment.DEVELOPMENT) {
            LOG.info("{}: {}", subject, link);
        } else {
            LOG.warn("A message could not be delivered: set CHATAGENT_SMTP_URL, or a Notifier in the builder.");
        }
    }
}
