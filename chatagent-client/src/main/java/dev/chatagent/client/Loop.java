package dev.chatagent.client;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread of a client's protocol: what is confined to it needs no lock, and nothing of it may block. Work that comes after
 * the end is dropped.
 */
final class Loop implements Executor {
    private static final Logger LOG = LoggerFactory.getLogger(Loop.class);

    private final ScheduledThreadPoolExecutor pool =
            new ScheduledThreadPoolExecutor(1, Threads.daemons("chatagent-client"));

    Loop() {
        pool.setRemoveOnCancelPolicy(true);
        pool.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public void execute(Runnable work) {
        try {
            pool.execute(() -> guarded(work));
        } catch (RejectedExecutionException e) {
            LOG.trace("Dropped after the end");
        }
    }

    /** Answers how to call it off. */
    Runnable after(Duration delay, Runnable work) {
        try {
            var timer = pool.schedule(() -> guarded(work), delay.toNanos(), TimeUnit.NANOSECONDS);
            return () -> timer.cancel(false);
        } catch (RejectedExecutionException e) {
            return () -> {};
        }
    }

    private static void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.error("A defect of the client", e);
        }
    }

    boolean ended() {
        return pool.isShutdown();
    }

    void end() {
        pool.shutdown();
    }
}
