package dev.chatagent;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every thread of a runtime: daemon threads with names that tell their runtime apart. */
final class Threads implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Threads.class);
    private static final int WORKERS = 64;
    private static final int MOMENT_MILLIS = 500;

    private final ThreadPoolExecutor workers;
    private final ScheduledThreadPoolExecutor scheduler;

    Threads() {
        workers = new ThreadPoolExecutor(
                WORKERS, WORKERS, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory("chatagent-worker"));
        workers.allowCoreThreadTimeOut(true);
        scheduler = new ScheduledThreadPoolExecutor(1, factory("chatagent-timer"));
        scheduler.setRemoveOnCancelPolicy(true);
    }

    static ThreadFactory factory(String name) {
        AtomicInteger count = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            thread.setUncaughtExceptionHandler((t, e) -> LOG.error("Uncaught on {}", t.getName(), e));
            return thread;
        };
    }

    ExecutorService workers() {
        return workers;
    }

    ScheduledExecutorService scheduler() {
        return scheduler;
    }

    /**
     * The workers, half a second later. The JDK's own delayed executor has a thread for the whole JVM, which keeps the classes of whoever
     * needs it first; what comes while the runtime stops is dropped.
     */
    Executor inAMoment() {
        return work -> {
            try {
                ScheduledFuture<?> unused =
                        scheduler.schedule(() -> workers.execute(work), MOMENT_MILLIS, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                LOG.debug("Not done any more: {}", e.toString());
            }
        };
    }

    @Override
    public void close() {
        scheduler.shutdownNow();
        workers.shutdown();
        try {
            if (!workers.awaitTermination(5, TimeUnit.SECONDS)) {
                workers.shutdownNow();
            }
        } catch (InterruptedException e) {
            workers.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
