package dev.chatagent.testkit;

import dev.chatagent.storage.Storage;
import dev.chatagent.storage.memory.InMemoryStorage;

class InMemoryStorageTest extends StorageContract {
    @Override
    protected Storage create() {
        return InMemoryStorage.create();
    }
}
