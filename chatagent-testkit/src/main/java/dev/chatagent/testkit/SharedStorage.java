package dev.chatagent.testkit;

import dev.chatagent.health.ComponentHealth;
import dev.chatagent.storage.Storage;

/**
 * A storage that is open already and that several runtimes use at once, as nodes use one database. Whoever opened the one below closes
 * it.
 */
public record SharedStorage(Storage storage) implements Storage {
    @Override
    public <T> T read(Work<T> work) {
        return storage.read(work);
    }

    @Override
    public <T> T write(Work<T> work) {
        return storage.write(work);
    }

    @Override
    public boolean shared() {
        return true;
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
