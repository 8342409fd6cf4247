package dev.chatagent.launcher;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.config.Environment;
import dev.chatagent.config.Settings;
import dev.chatagent.error.ChatAgentException;
import java.util.Optional;

/** How this server sends mail, if it does. */
record Mailing(Optional<SmtpNotifier> notifier) implements AutoCloseable {

    /** @throws ChatAgentException naming the variable that is wrong */
    static Mailing of(Settings settings) {
        String sender = settings.get(Settings.MAIL_FROM, Environment.PRODUCTION); // the same in every environment
        return new Mailing(
                settings.set(Settings.SMTP_URL).filter(url -> !url.isBlank()).map(url -> SmtpNotifier.of(url, sender)));
    }

    /** The builder of a runtime that sends its notices this way. */
    ChatAgentRuntime.Builder builder(Settings settings) {
        ChatAgentRuntime.Builder builder = ChatAgentRuntime.builder().settings(settings);
        notifier.ifPresent(builder::notifier);
        return builder;
    }

    @Override
    public void close() {
        notifier.ifPresent(SmtpNotifier::close);
    }
}
