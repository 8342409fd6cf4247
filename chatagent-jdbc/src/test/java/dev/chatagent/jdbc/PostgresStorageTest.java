package dev.chatagent.jdbc;

import dev.chatagent.storage.Storage;
import dev.chatagent.testkit.StorageContract;

class PostgresStorageTest extends StorageContract {
    @Override
    protected Storage create() {
        return JdbcStorage.at(PostgresFixture.get().emptyDatabase("contract"));
    }
}
