package dev.chatagent;

import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.health.ComponentHealth;
import dev.chatagent.health.HealthCheck;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a start still has to do in the database: at once, or as soon as a configured database that is down can be reached.
 * Thread-safe.
 */
final class Startup implements HealthCheck, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChatAgentRuntime.class);
    private static final int RETRY_MILLIS = 500;

    private final Deque<Runnable> steps;
    private final List<Runnable> whenReady = new ArrayList<>();
    private final Executor executor;
    private @Nullable ScheduledFuture<?> timer;
    private boolean trying;
    private boolean ready;

    /** @param steps in their order; each is tried until it has succeeded once */
    Startup(List<Runnable> steps, Executor executor) {
        this.steps = new ArrayDeque<>(steps);
        this.executor = executor;
    }

    /** Takes the steps, now when the database answers; any other failure than that is the caller's. */
    void begin(ScheduledExecutorService scheduler) {
        try {
            take();
        } catch (ChatAgentException e) {
            if (!passes(e)) {
                throw e;
            }
            LOG.warn("Not ready: {} It is tried again until it works.", e.getMessage());
            synchronized (this) {
                timer = scheduler.scheduleWithFixedDelay(
                        () -> executor.execute(this::retry), RETRY_MILLIS, RETRY_MILLIS, TimeUnit.MILLISECONDS);
            }
        }
    }

    private static boolean passes(ChatAgentException e) {
        return e.code() == ErrorCode.UNAVAILABLE || e.code() == ErrorCode.STORAGE_FULL;
    }

    private void take() {
        while (true) {
            Runnable step;
            synchronized (this) {
                step = steps.peek();
            }
            if (step == null) {
                break;
            }
            step.run();
            synchronized (this) {
                steps.remove();
            }
        }
        List<Runnable> waiting;
        synchronized (this) {
            ready = true;
            waiting = List.copyOf(whenReady);
            whenReady.clear();
        }
        waiting.forEach(Startup::runAlone);
    }

    private static void runAlone(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) { // it is its owner's; the runtime is ready all the same
            LOG.error("An action for when everything has started threw", e);
        }
    }

    private void retry() {
        synchronized (this) {
            if (ready || trying) {
                return;
            }
            trying = true;
        }
        try {
            take();
            LOG.info("Ready: the database answers");
            close();
        } catch (RuntimeException e) {
            if (!(e instanceof ChatAgentException known && passes(known))) {
                LOG.error("The start cannot be finished; it is tried again", e);
            }
        } finally {
            synchronized (this) {
                trying = false;
            }
        }
    }

    /** Runs the action once everything has started: now, or later on a worker thread. */
    void whenReady(Runnable action) {
        synchronized (this) {
            if (!ready) {
                whenReady.add(action);
                return;
            }
        }
        action.run();
    }

    @Override
    public String component() {
        return "startup";
    }

    @Override
    public synchronized ComponentHealth check() {
        return ready ? ComponentHealth.up("done") : ComponentHealth.down("waits for the database");
    }

    @Override
    public synchronized void close() {
        if (timer != null) {
            timer.cancel(false);
        }
    }
}
