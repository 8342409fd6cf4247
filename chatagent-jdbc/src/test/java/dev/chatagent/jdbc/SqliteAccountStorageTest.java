package dev.chatagent.jdbc;

import dev.chatagent.storage.Storage;
import dev.chatagent.testkit.AccountStorageContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteAccountStorageTest extends AccountStorageContract {
    @TempDir
    Path directory;

    @Override
    protected Storage create() {
        return JdbcStorage.at("jdbc:sqlite:" + directory.resolve("database.db"));
    }
}
