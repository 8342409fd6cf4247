package dev.chatagent.jdbc;

import dev.chatagent.storage.Storage.Work;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Runs units of work one after another and lets those that wait share one commit and one sync. Whoever finds nobody at work
 * leads: it takes everything that waits as one batch, so a lone caller pays for no thread hand-off. Each unit has a savepoint:
 * one that throws is rolled back alone.
 */
final class GroupCommit {
    private static final int MAX_BATCH = 256;

    private final Jdbi jdbi;
    private final ReentrantLock leading = new ReentrantLock(true);
    private final Queue<Call<?>> waiting = new ArrayDeque<>();

    GroupCommit(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** One caller's unit and what came of it. */
    private static final class Call<T> {
        private final Work<T> work;
        private final Thread caller = Thread.currentThread();
        private final List<Runnable> afterCommit = new ArrayList<>();
        private @Nullable T result;
        private @Nullable RuntimeException failure;
        private volatile boolean done;

        Call(Work<T> work) {
            this.work = work;
        }

        void run(Handle handle) {
            handle.savepoint("unit");
            try {
                result = work.run(new JdbcUnit(handle, afterCommit));
                handle.releaseSavepoint("unit");
            } catch (RuntimeException e) {
                handle.rollbackToSavepoint("unit");
                afterCommit.clear();
                failure = e;
            }
        }

        void finish() {
            done = true;
            LockSupport.unpark(caller);
        }

        @SuppressWarnings("NullAway") // the result is what the work answered, null or not
        T outcome() {
            if (failure != null) {
                throw failure;
            }
            return result;
        }
    }

    <T> T write(Work<T> work) {
        if (leading.isHeldByCurrentThread()) {
            throw new IllegalStateException("A unit of work cannot write through another one");
        }
        Call<T> call = new Call<>(work);
        synchronized (waiting) {
            waiting.add(call);
        }
        Interruption.shielded(() -> {
            leadUntil(call);
            return true;
        });
        return call.outcome();
    }

    private void leadUntil(Call<?> call) {
        leading.lock();
        try {
            while (!call.done) {
                commit(nextBatch());
            }
        } finally {
            leading.unlock();
        }
    }

    private List<Call<?>> nextBatch() {
        List<Call<?>> batch = new ArrayList<>();
        synchronized (waiting) {
            while (!waiting.isEmpty() && batch.size() < MAX_BATCH) {
                batch.add(waiting.remove());
            }
        }
        return batch;
    }

    private void commit(List<Call<?>> batch) {
        try (Handle handle = jdbi.open()) {
            handle.useTransaction(h -> batch.forEach(call -> call.run(h)));
            handle.execute("CHECKPOINT SYNC");
        } catch (RuntimeException e) {
            batch.forEach(call -> {
                call.afterCommit.clear();
                call.failure = JdbcStorage.unavailable(e);
            });
        }
        for (Call<?> call : batch) {
            call.afterCommit.forEach(Runnable::run);
            call.finish();
        }
    }
}
