package dev.chatagent.jdbc;

import dev.chatagent.storage.Storage;
import dev.chatagent.testkit.AccountStorageContract;

class PostgresAccountStorageTest extends AccountStorageContract {
    @Override
    protected Storage create() {
        return JdbcStorage.at(PostgresFixture.get().emptyDatabase("accounts"));
    }
}
