package dev.chatagent.jdbc;

import dev.chatagent.storage.Storage;
import dev.chatagent.testkit.StorageContract;
import org.junit.jupiter.api.extension.RegisterExtension;

class PostgresStorageTest extends StorageContract {

    @RegisterExtension
    static final KeptStorage STORAGE = KeptStorage.postgres("contract");

    @Override
    protected Storage create() {
        return STORAGE;
    }

    @Override
    protected void release(Storage storage) {}
}
