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
        scheduler = new Timer();
        scheduler.setRemoveOnCancelPolicy(true);
    }

    /** What is done again and again goes on after it has thrown: without a thread to be had for a moment nothing would look any more. */
    private static final class Timer extends ScheduledThreadPoolExecutor {
        Timer() {
            super(1, factory("chatagent-timer"));
        }

        @Override
        public ScheduledFuture<?> scheduleAtFixedRate(Runnable work, long first, long period, TimeUnit unit) {
            return super.scheduleAtFixedRate(new Lasting(work), first, period, unit);
        }

        @Override
        public ScheduledFuture<?> scheduleWithFixedDelay(Runnable work, long first, long delay, TimeUnit unit) {
            return super.scheduleWithFixedDelay(new Lasting(work), first, delay, unit);
        }
    }

    /** Runs once at a time. */
    private static final class Lasting implements Runnable {
        private final Runnable work;
        private boolean failing;

        Lasting(Runnable work) {
            this.work = work;
        }

        @Override
        public void run() {
            try {
                work.run();
                failing = false;
            } catch (RejectedExecutionException e) {
                LOG.debug("Not done any more: {}", e.toString());
            } catch (RuntimeException | Error e) {
                if (!failing) { // once, not ten times a second
                    LOG.error("What is done regularly failed; it is done again next time", e);
                }
                failing = true;
            }
        }
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
                        scheduler.schedule(() -> insist(work), MOMENT_MILLIS, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                LOG.debug("Not done any more: {}", e.toString());
            }
        };
    }

    /** Whoever waits for it does nothing meanwhile. */
    private void insist(Runnable work) {
        try {
            workers.execute(work);
        } catch (Error e) { // no thread was to be had
            LOG.error("It is tried again in a moment", e);
            inAMoment().execute(work);
        }
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
