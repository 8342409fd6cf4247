package dev.chatagent.benchmarks;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.account.ClientInfo;
import dev.chatagent.account.Email;
import dev.chatagent.account.Registration;
import dev.chatagent.account.TokenPair;
import dev.chatagent.config.Settings;
import dev.chatagent.jdbc.JdbcStorage;
import dev.chatagent.limit.LimitClass;
import dev.chatagent.limit.RateLimit;
import dev.chatagent.storage.Storage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** A whole runtime on an H2 file with one person; its limits count every call and never refuse one. */
record Backend(ChatAgentRuntime runtime, Storage storage, TokenPair person) implements AutoCloseable {
    static final ClientInfo CLIENT = new ClientInfo("benchmark", "127.0.0.1");
    static final Email EMAIL = new Email("ada@example.org");
    static final String PASSWORD = "four words that differ";

    static Backend start(Path home, int passwordCost) {
        return start(home, passwordCost, UnaryOperator.identity());
    }

    /** @param customiser adds to the builder after all else */
    static Backend start(Path home, int passwordCost, UnaryOperator<ChatAgentRuntime.Builder> customiser) {
        Storage storage = JdbcStorage.h2(home.resolve("database/chatagent"));
        ChatAgentRuntime.Builder builder = ChatAgentRuntime.builder()
                .storage(storage)
                .settings(Settings.defaults()
                        .with(Settings.HOME, home.toString())
                        .with(Settings.ENVIRONMENT, "development")
                        .with(Settings.PASSWORD_COST, passwordCost));
        for (LimitClass limitClass : LimitClass.values()) {
            builder.limit(
                    limitClass,
                    new RateLimit(
                            limitClass.name().toLowerCase(java.util.Locale.ROOT),
                            1_000_000,
                            Duration.ofSeconds(1),
                            1_000_000));
        }
        ChatAgentRuntime runtime = customiser.apply(builder).start();
        return new Backend(
                runtime, storage, runtime.accounts().register(new Registration(EMAIL, PASSWORD, "Ada"), CLIENT));
    }

    @Override
    public void close() {
        runtime.close();
    }
}
