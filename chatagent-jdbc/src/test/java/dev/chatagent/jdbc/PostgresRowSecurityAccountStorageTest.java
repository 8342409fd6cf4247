package dev.chatagent.jdbc;

import dev.chatagent.storage.Storage;
import dev.chatagent.testkit.AccountStorageContract;
import org.junit.jupiter.api.extension.RegisterExtension;

class PostgresRowSecurityAccountStorageTest extends AccountStorageContract {

    @RegisterExtension
    static final KeptStorage STORAGE = KeptStorage.walled("walled_accounts");

    @Override
    protected Storage create() {
        return STORAGE;
    }

    @Override
    protected void release(Storage storage) {}
}
