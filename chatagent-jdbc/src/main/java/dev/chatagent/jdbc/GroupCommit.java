package dev.chatagent.jdbc;

import dev.chatagent.storage.Storage.Work;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.LockSupport;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Runs units of work one after another and lets those that wait share one commit and one sync. Whoever finds nobody at work
 * leads: a lone caller pays for no thread hand-off. A leader takes everything that waits as one batch, passes the lead to the
 * first who came meanwhile, and only then wakes its batch, so that the next batch is under way while many threads wake. Each
 * unit has a savepoint: one that throws is rolled back alone.
 */
final class GroupCommit {
    private static final int MAX_BATCH = 256;

    private final Jdbi jdbi;
    private final Queue<Call<?>> waiting = new ArrayDeque<>();
    private boolean led;
    private volatile @Nullable Thread leader;

    GroupCommit(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** One caller's unit and what came of it. */
    private static final class Call<T> {
        private final Work<T> work;
        private final Thread caller = Thread.currentThread();
        private final List<Runnable> afterCommit = new ArrayList<>();
        private @Nullable T result;
        private @Nullable Throwable failure;
        private volatile boolean leads;
        private volatile boolean done;

        Call(Work<T> work) {
            this.work = work;
        }

        void run(Handle handle, boolean alone) {
            if (!alone) {
                handle.savepoint("unit");
            }
            try {
                result = work.run(new JdbcUnit(handle, afterCommit));
            } catch (RuntimeException | Error e) {
                fail(e);
                undo(handle, alone);
                return;
            }
            if (!alone) {
                handle.releaseSavepoint("unit");
            }
        }

        /** Alone, the transaction is the unit. */
        private static void undo(Handle handle, boolean alone) {
            if (alone) {
                handle.rollback();
            } else {
                handle.rollbackToSavepoint("unit");
            }
        }

        void fail(Throwable cause) {
            afterCommit.clear();
            failure = cause;
        }

        void finish() {
            done = true;
            LockSupport.unpark(caller);
        }

        void lead() {
            leads = true;
            LockSupport.unpark(caller);
        }

        @SuppressWarnings("NullAway") // the result is what the work answered, null or not
        T outcome() {
            if (failure instanceof Error error) {
                throw error;
            }
            if (failure instanceof RuntimeException exception) {
                throw exception;
            }
            return result;
        }
    }

    <T> T write(Work<T> work) {
        if (leader == Thread.currentThread()) {
            throw new IllegalStateException("A unit of work cannot write through another one");
        }
        Call<T> call = new Call<>(work);
        enqueue(call);
        Interruption.shielded(() -> {
            await(call);
            return true;
        });
        return call.outcome();
    }

    private void enqueue(Call<?> call) {
        synchronized (waiting) {
            waiting.add(call);
            call.leads = !led;
            led = true;
        }
    }

    private void await(Call<?> call) {
        boolean interrupted = false;
        while (!call.done) {
            if (call.leads) {
                lead();
            } else {
                LockSupport.park(this);
                interrupted |= Thread.interrupted(); // a flag left up would make parking return at once
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The leader's own call is the first of the queue, so one batch is all it leads. */
    private void lead() {
        leader = Thread.currentThread();
        List<Call<?>> batch = nextBatch();
        try {
            commit(batch);
            // Before the lead passes on: actions of later units come after these.
            batch.forEach(call -> call.afterCommit.forEach(Runnable::run));
        } finally {
            leader = null;
            passOn();
            batch.forEach(Call::finish);
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

    private void passOn() {
        synchronized (waiting) {
            Call<?> next = waiting.peek();
            if (next == null) {
                led = false;
            } else {
                next.lead();
            }
        }
    }

    private void commit(List<Call<?>> batch) {
        boolean alone = batch.size() == 1;
        try (Handle handle = jdbi.open()) {
            handle.useTransaction(h -> batch.forEach(call -> call.run(h, alone)));
            handle.execute("CHECKPOINT SYNC");
        } catch (RuntimeException | Error e) {
            batch.forEach(call -> call.fail(JdbcStorage.unavailable(e)));
        }
    }
}
