package dev.chatagent.testkit.runtime;

import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.health.ComponentHealth;
import dev.chatagent.storage.Storage;
import dev.chatagent.storage.memory.InMemoryStorage;
import java.util.concurrent.atomic.AtomicBoolean;

/** A storage in memory that can be made to fail as a database does. */
final class TroubledStorage implements Storage {
    private final InMemoryStorage real = InMemoryStorage.create();
    private final AtomicBoolean answerLost = new AtomicBoolean();
    private volatile boolean down;

    /** Nothing works until it is up again; nothing is stored. */
    void down(boolean isDown) {
        down = isDown;
    }

    /** The next write is stored, and its caller told that nobody knows. */
    void loseNextAnswer() {
        answerLost.set(true);
    }

    @Override
    public <T> T read(Work<T> work) {
        checkUp();
        return real.read(work);
    }

    private void checkUp() {
        if (down) {
            throw new ChatAgentException(ErrorCode.UNAVAILABLE, "down on purpose");
        }
    }

    @Override
    public <T> T write(Work<T> work) {
        checkUp();
        T result = real.write(work);
        if (answerLost.compareAndSet(true, false)) {
            throw new ChatAgentException(ErrorCode.OUTCOME_UNKNOWN, "lost on purpose");
        }
        return result;
    }

    @Override
    public void start() {
        real.start();
    }

    @Override
    public String component() {
        return real.component();
    }

    @Override
    public ComponentHealth check() {
        return down ? ComponentHealth.down("down on purpose") : real.check();
    }

    @Override
    public void close() {
        real.close();
    }
}
