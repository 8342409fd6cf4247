package dev.chatagent.jdbc;

import dev.chatagent.ChatAgentModule;
import dev.chatagent.RuntimeContext;
import dev.chatagent.config.Settings;
import dev.chatagent.storage.Storage;
import java.util.Optional;

/** Gives runtimes a durable storage: the configured database, else an H2 file in the data directory. */
public final class JdbcModule implements ChatAgentModule {

    /** For {@link java.util.ServiceLoader}. */
    public JdbcModule() {}

    @Override
    public String name() {
        return "chatagent-jdbc";
    }

    @Override
    public Optional<Storage> storage(RuntimeContext context) {
        JdbcStorage storage = context.settings()
                .set(Settings.DATABASE_URL)
                .map(JdbcStorage::at)
                .orElseGet(() -> JdbcStorage.h2(context.home().resolve("database/chatagent")));
        return Optional.of(RecoveringStorage.of(
                storage,
                new Recovery(context.get(Settings.RECOVER), context.backupDirectory(), context.backupPassphrase())));
    }
}
