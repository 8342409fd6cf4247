package dev.chatagent.tests;

import dev.chatagent.health.ComponentHealth;
import dev.chatagent.storage.Storage;

/** A storage that is open already: one database of several nodes. Whoever opened it closes it. */
record SharedStorage(Storage storage) implements Storage {
    @Override
    public <T> T read(Work<T> work) {
        return storage.read(work);
    }

    @Override
    public <T> T write(Work<T> work) {
        return storage.write(work);
    }

    @Override
    public void start() {}

    @Override
    public void close() {}

    @Override
    public String component() {
        return storage.component();
    }

    @Override
    public ComponentHealth check() {
        return storage.check();
    }
}
