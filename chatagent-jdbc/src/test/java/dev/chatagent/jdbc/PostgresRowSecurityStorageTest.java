package dev.chatagent.jdbc;

import dev.chatagent.storage.Storage;
import dev.chatagent.testkit.StorageContract;

class PostgresRowSecurityStorageTest extends StorageContract {
    @Override
    protected Storage create() throws Exception {
        PostgresFixture server = PostgresFixture.get();
        return JdbcStorage.at(server.asOrdinaryRole(server.emptyDatabase("walled_contract")))
                .behindRowSecurity();
    }
}
