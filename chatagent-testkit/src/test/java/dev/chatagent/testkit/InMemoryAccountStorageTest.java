package dev.chatagent.testkit;

import dev.chatagent.storage.Storage;
import dev.chatagent.storage.memory.InMemoryStorage;

class InMemoryAccountStorageTest extends AccountStorageContract {
    @Override
    protected Storage create() {
        return InMemoryStorage.create();
    }
}
