package dev.chatagent.jdbc;

import dev.chatagent.storage.Storage;
import dev.chatagent.testkit.AccountStorageContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class H2AccountStorageTest extends AccountStorageContract {
    @TempDir
    Path directory;

    @Override
    protected Storage create() {
        return JdbcStorage.h2(directory.resolve("database"));
    }
}
