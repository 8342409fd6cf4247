package dev.chatagent.jdbc;

import dev.chatagent.storage.Storage;
import dev.chatagent.testkit.AccountStorageContract;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class H2AccountStorageTest extends AccountStorageContract {
    @TempDir
    static Path directory;

    @RegisterExtension
    static final KeptStorage STORAGE = KeptStorage.embedded(() -> JdbcStorage.h2(directory.resolve("database")));

    @Override
    protected Storage create() {
        return STORAGE;
    }

    @Override
    protected void release(Storage storage) {}
}
