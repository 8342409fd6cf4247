package dev.chatagent.jdbc;

import dev.chatagent.error.ChatAgentException;
import dev.chatagent.storage.Storage.Work;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs units of work one after another and lets those that wait share one commit and one sync. Whoever finds nobody at work
 * leads: it takes everything that waits as one batch, so a lone caller pays for no thread hand-off. Each unit has a savepoint:
 * one that throws is rolled back alone. Every waiting unit is a blocked caller, so the queue is as long as there are threads.
 */
final class GroupCommit implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);
    private static final int MAX_BATCH = 256;
    private static final int CLOSE_SECONDS = 30;

    private final WriteConnection connection;
    private final ReentrantLock leading = new ReentrantLock(true);
    private final Queue<WriteCall<?>> waiting = new ArrayDeque<>();
    private boolean closed;
    private volatile boolean broken;
    /** The commit that is on its way to the disk: what readers see of it must not be told before it is there. */
    private volatile @Nullable CompletableFuture<Void> committing;

    GroupCommit(WriteConnection connection) {
        this.connection = connection;
    }

    <T> T write(Work<T> work) {
        if (leading.isHeldByCurrentThread()) {
            throw new IllegalStateException("A unit of work cannot write through another one");
        }
        WriteCall<T> call = new WriteCall<>(work);
        enqueue(call);
        Interruption.shielded(() -> {
            leadUntil(call);
            return true;
        });
        return call.outcome();
    }

    private void enqueue(WriteCall<?> call) {
        synchronized (waiting) {
            if (closed) {
                throw DatabaseErrors.closed();
            }
            waiting.add(call);
        }
    }

    private void leadUntil(WriteCall<?> call) {
        leading.lock();
        try {
            while (!call.done()) {
                commit(nextBatch());
            }
        } finally {
            leading.unlock();
        }
    }

    private List<WriteCall<?>> nextBatch() {
        List<WriteCall<?>> batch = new ArrayList<>();
        synchronized (waiting) {
            while (!waiting.isEmpty() && batch.size() < MAX_BATCH) {
                batch.add(waiting.remove());
            }
        }
        return batch;
    }

    private void commit(List<WriteCall<?>> batch) {
        try {
            if (broken) {
                throw DatabaseErrors.broken();
            }
            Handle handle = connection.handle();
            handle.begin();
            batch.forEach(call -> call.run(handle));
            if (batch.stream().allMatch(WriteCall::failed)) {
                handle.rollback();
            } else {
                makeDurable(handle);
            }
        } catch (ChatAgentException e) {
            giveUp(batch, e);
        } catch (RuntimeException | Error e) {
            LOG.warn("A batch of {} writes failed before its commit; nothing of it is stored", batch.size(), e);
            giveUp(batch, DatabaseErrors.unavailable(e));
        }
        batch.forEach(WriteCall::finish);
    }

    private void giveUp(List<WriteCall<?>> batch, ChatAgentException reason) {
        connection.drop();
        batch.forEach(call -> call.fail(reason));
    }

    /** Never tried again: a commit that failed may have been applied. */
    private void makeDurable(Handle handle) {
        CompletableFuture<Void> underWay = new CompletableFuture<>();
        committing = underWay;
        try {
            handle.commit();
            sync(handle);
        } catch (RuntimeException | Error e) {
            LOG.error("A commit failed; whether its writes are stored is not known", e);
            throw DatabaseErrors.unknown(e);
        } finally {
            committing = null;
            underWay.complete(null);
        }
    }

    /**
     * After a failed sync the system may have dropped the pages and call the next sync a success, so nothing that builds on
     * them can be promised any more.
     */
    private void sync(Handle handle) {
        try {
            handle.execute("CHECKPOINT SYNC");
        } catch (RuntimeException | Error e) {
            broken = true;
            throw e;
        }
    }

    /** Whether a sync failed: only a restart helps. */
    boolean broken() {
        return broken;
    }

    /** Returns when what a reader has just seen is on the disk; at once when no commit is under way. */
    void awaitDurable() {
        CompletableFuture<Void> underWay = committing;
        if (underWay != null) {
            underWay.join();
        }
    }

    /** Refuses what comes from now on, stores what waits, and gives the connection back. Idempotent. */
    @Override
    public void close() {
        synchronized (waiting) {
            closed = true;
        }
        boolean mine = Interruption.shielded(this::lockForClose);
        if (!mine) {
            LOG.error("A write did not end within {} s; the database is closed under it", CLOSE_SECONDS);
            return;
        }
        try {
            for (List<WriteCall<?>> batch = nextBatch(); !batch.isEmpty(); batch = nextBatch()) {
                commit(batch);
            }
            connection.drop();
        } finally {
            leading.unlock();
        }
    }

    private boolean lockForClose() {
        try {
            return leading.tryLock(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return leading.tryLock();
        }
    }
}
