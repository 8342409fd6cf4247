package dev.chatagent.jdbc;

import dev.chatagent.storage.Storage;
import dev.chatagent.testkit.AccountStorageContract;

class PostgresRowSecurityAccountStorageTest extends AccountStorageContract {
    @Override
    protected Storage create() throws Exception {
        PostgresFixture server = PostgresFixture.get();
        return JdbcStorage.at(server.asOrdinaryRole(server.emptyDatabase("walled_accounts")))
                .behindRowSecurity();
    }
}
