package dev.chatagent.jdbc;

import dev.chatagent.ChatAgentModule;
import dev.chatagent.RuntimeContext;
import dev.chatagent.config.Settings;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.storage.Storage;
import java.util.Optional;

/** Gives runtimes a durable storage: the configured database, else a PostgreSQL of its own where that is
 * asked for, else an H2 file in the data directory. */
public final class JdbcModule implements ChatAgentModule {

    /** For {@link java.util.ServiceLoader}. */
    public JdbcModule() {}

    @Override
    public String name() {
        return "chatagent-jdbc";
    }

    @Override
    public Optional<Storage> storage(RuntimeContext context) {
        return Optional.of(context.settings()
                .set(Settings.DATABASE_URL)
                .map(url -> recovering(context, at(context, url)))
                .orElseGet(() -> ownDatabase(context)));
    }

    private static JdbcStorage at(RuntimeContext context, String url) {
        return configured(context, JdbcStorage.at(url));
    }

    private static JdbcStorage configured(RuntimeContext context, JdbcStorage storage) {
        JdbcStorage timed = storage.slowAfter(context.get(Settings.DATABASE_SLOW));
        return context.get(Settings.DATABASE_ROW_SECURITY) ? timed.behindRowSecurity() : timed;
    }

    private static Storage recovering(RuntimeContext context, JdbcStorage storage) {
        return RecoveringStorage.of(
                storage,
                new Recovery(context.get(Settings.RECOVER), context.backupDirectory(), context.backupPassphrase()));
    }

    private static Storage ownDatabase(RuntimeContext context) {
        String asked = context.settings().set(Settings.STORAGE).orElse("h2");
        return switch (asked) {
            case "h2" ->
                recovering(
                        context,
                        configured(context, JdbcStorage.h2(context.home().resolve("database/chatagent"))));
            case "managed-postgres" -> new ManagedStorage(context.home().resolve("postgres"), url -> at(context, url));
            default ->
                throw new ChatAgentException(
                        ErrorCode.INVALID_REQUEST,
                        Settings.STORAGE.variable() + ": '" + asked + "' is none of h2, managed-postgres and memory.");
        };
    }
}
