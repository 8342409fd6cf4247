package dev.chatagent.jdbc;

import dev.chatagent.storage.Storage;
import dev.chatagent.testkit.StorageContract;
import org.junit.jupiter.api.extension.RegisterExtension;

class PostgresRowSecurityStorageTest extends StorageContract {

    @RegisterExtension
    static final KeptStorage STORAGE = KeptStorage.walled("walled_contract");

    @Override
    protected Storage create() {
        return STORAGE;
    }

    @Override
    protected void release(Storage storage) {}
}
