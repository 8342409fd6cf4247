package dev.chatagent.client;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one thing at a time and in order on an executor that runs many. What is thrown is logged. Thread-safe. */
final class Serial implements Executor {
    private static final Logger LOG = LoggerFactory.getLogger(ChatAgentClient.class);

    private final Executor executor;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private boolean running;

    Serial(Executor executor) {
        this.executor = executor;
    }

    @Override
    public void execute(Runnable work) {
        synchronized (this) {
            waiting.add(work);
            if (running) {
                return;
            }
            running = true;
        }
        try {
            executor.execute(this::drain);
        } catch (RuntimeException e) {
            LOG.warn("The executor of a client takes no more: {}", e.toString());
            synchronized (this) {
                running = false; // tried again with what comes next
            }
        }
    }

    private void drain() {
        for (Runnable next = take(); next != null; next = take()) {
            try {
                next.run();
            } catch (RuntimeException | Error e) { // of a listener: what comes next must still be told
                LOG.warn("A listener threw", e);
            }
        }
    }

    private synchronized @Nullable Runnable take() {
        Runnable next = waiting.poll();
        running = next != null;
        return next;
    }
}
