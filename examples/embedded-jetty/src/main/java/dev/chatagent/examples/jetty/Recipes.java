package dev.chatagent.examples.jetty;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.account.Notice;
import dev.chatagent.auth.Permission;
import dev.chatagent.auth.Role;
import dev.chatagent.config.Settings;
import dev.chatagent.jdbc.JdbcStorage;
import dev.chatagent.limit.LimitClass;
import dev.chatagent.limit.RateLimit;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;

/** The recipes of the embedding guide. */
final class Recipes {
    private Recipes() {}

    static Settings settings() {
        // @start region="settings"
        Settings settings = Settings.fromEnvironment() // or Settings.defaults(), or Settings.from(map)
                .with(Settings.HOME, "/var/lib/our-app/chat")
                .with(Settings.ENVIRONMENT, "production")
                .with(Settings.REGISTRATION, false)
                .with(Settings.ACCESS_TOKEN_LIFETIME, Duration.ofMinutes(5));
        // @end region="settings"
        return settings;
    }

    static ChatAgentRuntime built(Settings settings, Path file) {
        // @start region="builder"
        ChatAgentRuntime runtime = ChatAgentRuntime.builder()
                .settings(settings)
                .storage(JdbcStorage.h2(file))
                .limit(LimitClass.SEND, new RateLimit("send", 20, Duration.ofMinutes(1), 5))
                .start();
        // @end region="builder"
        return runtime;
    }

    static ChatAgentRuntime withAgent(Settings settings, ExecutorService executor) {
        // @start region="own-agent"
        ChatAgentRuntime runtime = ChatAgentRuntime.builder()
                .settings(settings.with(Settings.AGENT, "polite"))
                .agent("polite", new PoliteAgent(executor))
                .start();
        // @end region="own-agent"
        return runtime;
    }

    static ChatAgentRuntime withRole(Settings settings) {
        // @start region="own-role"
        ChatAgentRuntime runtime = ChatAgentRuntime.builder()
                .settings(settings)
                .role(new Role("user", Set.of(Permission.ACCOUNT_SELF))) // whoever registers may not chat yet
                .start();
        // @end region="own-role"
        return runtime;
    }

    static ChatAgentRuntime withAccounts(Settings settings, Consumer<String> mailbox, Consumer<String> pager) {
        // @start region="accounts"
        ChatAgentRuntime runtime = ChatAgentRuntime.builder()
                .settings(settings)
                .role(new Role("auditor", Set.of(Permission.ACCOUNT_SELF, Permission.AUDIT_READ)))
                .notifier(notice -> {
                    if (notice instanceof Notice.PasswordReset reset) { // the link is a secret: never log it
                        mailbox.accept("For " + reset.to() + ": " + reset.link());
                    }
                })
                .alerts(alert -> pager.accept(alert.kind() + ": " + alert.message()))
                .start();
        // @end region="accounts"
        return runtime;
    }

    static void announceSetUp(ChatAgentRuntime runtime, PrintStream console) {
        // @start region="administrator"
        runtime.accounts().setupToken().ifPresent(token -> console.println("Become the administrator with " + token));
        // @end region="administrator"
    }
}
