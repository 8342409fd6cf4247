package dev.chatagent.account;

import dev.chatagent.auth.RandomToken;
import dev.chatagent.config.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends notices behind the back of requests; a failure is logged by the notice's kind alone. */
final class Notices {
    private static final Logger LOG = LoggerFactory.getLogger(Notices.class);

    private final AccountParts parts;

    Notices(AccountParts parts) {
        this.parts = parts;
    }

    void send(Notice notice) {
        parts.executor().execute(() -> quietly(() -> parts.notifier().send(notice)));
    }

    void quietly(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.error("A notice could not be sent: {}", e.getClass().getName());
        }
    }

    /**
     * A link to a page, with the secret behind the {@code #}, which browsers send to no server. Built from the configured
     * origin alone: a caller must not decide where a secret link leads (OWASP Forgot Password).
     */
    String link(String purpose, RandomToken token) {
        String configured = parts.get(Settings.PUBLIC_URL);
        String origin = configured.isBlank()
                ? "http://" + parts.get(Settings.HOST) + ":" + parts.get(Settings.PORT)
                : configured.replaceAll("/+$", "");
        return origin + "/#" + purpose + "=" + token.text();
    }
}
