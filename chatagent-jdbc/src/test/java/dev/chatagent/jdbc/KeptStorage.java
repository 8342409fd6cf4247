package dev.chatagent.jdbc;

import dev.chatagent.health.ComponentHealth;
import dev.chatagent.storage.Storage;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A storage that the cases of a class use one after the other, because pool and migrations take longer than most of them. Each starts
 * with an empty one; after a case that closed it, it is opened anew.
 */
final class KeptStorage implements Storage, AfterAllCallback {
    private final Callable<JdbcStorage> maker;
    private final Emptying emptying;
    private @Nullable Storage made;
    private boolean open;

    /** Deletes all rows but those of the migrations. */
    private interface Emptying {
        void of(Storage storage);
    }

    private KeptStorage(Callable<JdbcStorage> maker, Emptying emptying) {
        this.maker = maker;
        this.emptying = emptying;
    }

    /** @param maker makes one that is not started */
    static KeptStorage embedded(Callable<JdbcStorage> maker) {
        return new KeptStorage(maker, KeptStorage::deleteRows);
    }

    /** In the shared server's database of that name. */
    static KeptStorage postgres(String database) {
        return new KeptStorage(
                () -> JdbcStorage.at(PostgresFixture.get().url(database)),
                storage -> PostgresFixture.get().emptyDatabase(database));
    }

    /** As above, for an ordinary role behind row-level security. */
    static KeptStorage walled(String database) {
        return new KeptStorage(
                () -> {
                    PostgresFixture server = PostgresFixture.get();
                    return JdbcStorage.at(server.asOrdinaryRole(server.url(database)))
                            .behindRowSecurity();
                },
                storage -> PostgresFixture.get().emptyDatabase(database));
    }

    private static void deleteRows(Storage storage) {
        storage.write(unit -> {
            for (int i = BackupTable.ALL.size() - 1; i >= 0; i--) {
                JdbcUnit.handle(unit)
                        .execute("DELETE FROM " + BackupTable.ALL.get(i).name());
            }
            return JdbcUnit.handle(unit).execute("DELETE FROM node");
        });
    }

    private Storage made() {
        if (made == null) {
            throw new IllegalStateException("start() comes first");
        }
        return made;
    }

    @Override
    public void start() {
        if (!open) {
            try {
                made = maker.call();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            made.start();
            open = true;
        }
        emptying.of(made());
    }

    @Override
    public <T> T read(Work<T> work) {
        return made().read(work);
    }

    @Override
    public <T> T write(Work<T> work) {
        return made().write(work);
    }

    @Override
    public String component() {
        return made().component();
    }

    @Override
    public ComponentHealth check() {
        return made().check();
    }

    @Override
    public void close() {
        open = false;
        made().close();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (open) {
            close();
        }
    }
}
