package dev.chatagent.testkit.runtime;

import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.health.ComponentHealth;
import dev.chatagent.storage.Storage;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A node's way to a storage that others use as well. It counts what the node writes; cut off, nothing more comes from that node, as
 * if it were dead.
 */
final class NodeStorage implements Storage {
    private final Storage real;
    private final AtomicInteger writes = new AtomicInteger();
    private volatile boolean dead;

    NodeStorage(Storage real) {
        this.real = real;
    }

    /** How many units were written. */
    int writes() {
        return writes.get();
    }

    void die() {
        dead = true;
    }

    void wake() {
        dead = false;
    }

    private void checkAlive() {
        if (dead) {
            throw new ChatAgentException(ErrorCode.UNAVAILABLE, "cut off on purpose");
        }
    }

    @Override
    public <T> T read(Work<T> work) {
        checkAlive();
        return real.read(work);
    }

    @Override
    public <T> T write(Work<T> work) {
        checkAlive();
        writes.incrementAndGet();
        return real.write(work);
    }

    @Override
    public void start() {}

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
    public void close() {}
}
