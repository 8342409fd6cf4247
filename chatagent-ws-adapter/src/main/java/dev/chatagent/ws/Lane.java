package dev.chatagent.ws;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A number of another executor's threads: what comes beyond waits for one of them, in order. Thread-safe. */
final class Lane {
    private final Executor executor;
    private final int width;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int running;

    Lane(Executor executor, int width) {
        this.executor = executor;
        this.width = width;
    }

    void run(Runnable work) {
        synchronized (this) {
            if (running == width) {
                waiting.add(work);
                return;
            }
            running++;
        }
        executor.execute(() -> {
            for (Runnable next = work; next != null; next = next()) {
                try {
                    next.run();
                } catch (RuntimeException | Error e) { // the others' turn comes all the same
                    Connection.LOG.error("Work on a connection failed", e);
                }
            }
        });
    }

    private synchronized @Nullable Runnable next() {
        Runnable next = waiting.poll();
        if (next == null) {
            running--;
        }
        return next;
    }
}
