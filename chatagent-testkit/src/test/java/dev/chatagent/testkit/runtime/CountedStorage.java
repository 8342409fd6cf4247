package dev.chatagent.testkit.runtime;

import dev.chatagent.health.ComponentHealth;
import dev.chatagent.storage.Storage;
import java.util.concurrent.atomic.AtomicInteger;

/** A storage that says how many units were written. */
final class CountedStorage implements Storage {
    private final Storage real;
    private final AtomicInteger writes = new AtomicInteger();

    CountedStorage(Storage real) {
        this.real = real;
    }

    int writes() {
        return writes.get();
    }

    @Override
    public <T> T read(Work<T> work) {
        return real.read(work);
    }

    @Override
    public <T> T write(Work<T> work) {
        writes.incrementAndGet();
        return real.write(work);
    }

    @Override
    public void start() {
        real.start();
    }

    @Override
    public boolean shared() {
        return real.shared();
    }

    @Override
    public String component() {
        return real.component();
    }

    @Override
    public ComponentHealth check() {
        return real.check();
    }

    @Override
    public void close() {
        real.close();
    }
}
