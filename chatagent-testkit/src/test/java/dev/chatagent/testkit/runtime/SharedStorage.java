package dev.chatagent.testkit.runtime;

import dev.chatagent.health.ComponentHealth;
import dev.chatagent.storage.Storage;

/** A storage that several runtimes use at once; whoever made the one below closes it. */
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
