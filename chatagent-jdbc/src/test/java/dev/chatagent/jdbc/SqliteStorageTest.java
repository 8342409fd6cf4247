package dev.chatagent.jdbc;

import dev.chatagent.storage.Storage;
import dev.chatagent.testkit.StorageContract;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class SqliteStorageTest extends StorageContract {
    @TempDir
    static Path directory;

    @RegisterExtension
    static final KeptStorage STORAGE =
            KeptStorage.embedded(() -> JdbcStorage.at("jdbc:sqlite:" + directory.resolve("database.db")));

    @Override
    protected Storage create() {
        return STORAGE;
    }

    @Override
    protected void release(Storage storage) {}
}
