package dev.chatagent.jdbc;

import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.storage.Storage.Work;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs units of work one after another and lets those that wait share one commit and one sync. Whoever finds nobody at work
 * leads: a lone caller pays for no thread hand-off. A leader takes everything that waits as one batch, passes the lead to the
 * first who came meanwhile, and only then wakes its batch, so that the next batch is under way while many threads wake. When a
 * unit throws, the batch is run again, each unit behind a savepoint of its own, so that it is rolled back alone. Every waiting unit is a blocked caller, so the queue is as long as
 * there are threads.
 */
final class GroupCommit implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);
    private static final int MAX_BATCH = 256;
    private static final int CLOSE_SECONDS = 30;

    /** A server that was killed takes a moment to recover; until then nobody can say what it has kept. */
    private static final Duration ANSWER_PATIENCE = Duration.ofSeconds(15);

    private final WriteConnection connection;
    private final Dialect dialect;
    private final DiskRoom room;
    private final Meter meter;
    /** Guards itself and the two flags. */
    private final Queue<WriteCall<?>> waiting = new ArrayDeque<>();

    private boolean led;
    private boolean closed;
    private volatile @Nullable Thread leader;
    private volatile boolean broken;
    /** The commit that is on its way to the disk: what readers see of it must not be told before it is there. */
    private volatile @Nullable CompletableFuture<Void> committing;

    GroupCommit(WriteConnection connection, Dialect dialect, Meter meter) {
        this.connection = connection;
        this.dialect = dialect;
        this.room = new DiskRoom(dialect);
        this.meter = meter;
    }

    <T> T write(Work<T> work) {
        if (leader == Thread.currentThread()) {
            throw new IllegalStateException("A unit of work cannot write through another one");
        }
        WriteCall<T> call = new WriteCall<>(work);
        enqueue(call);
        Interruption.shielded(() -> {
            await(call);
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
            if (!led) {
                led = true;
                call.lead();
            }
        }
    }

    private void await(WriteCall<?> call) {
        boolean interrupted = false;
        while (!call.done()) {
            if (call.leads()) {
                leadOneBatch();
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
    private void leadOneBatch() {
        leader = Thread.currentThread();
        List<WriteCall<?>> batch = nextBatch();
        try {
            commit(batch);
            // Before the lead passes on: actions of later units come after these.
            batch.forEach(WriteCall::runActions);
        } finally {
            leader = null;
            if (batch.stream().anyMatch(WriteCall::foundDiskFull)) {
                room.refused();
            }
            passOn();
            batch.forEach(WriteCall::finish);
        }
    }

    private List<WriteCall<?>> nextBatch() {
        List<WriteCall<?>> batch = new ArrayList<>();
        synchronized (waiting) {
            for (WriteCall<?> next = waiting.peek(); next != null && batch.size() < MAX_BATCH; next = waiting.peek()) {
                batch.add(waiting.remove());
            }
        }
        return batch;
    }

    private void passOn() {
        synchronized (waiting) {
            WriteCall<?> next = waiting.peek();
            if (next == null) {
                led = false;
                waiting.notifyAll();
            } else {
                next.lead();
            }
        }
    }

    /** Runs the batch again for as long as it fails by what passes, and cannot have left anything. */
    private void commit(List<WriteCall<?>> batch) {
        Backoff backoff = new Backoff(JdbcStorage.PATIENCE);
        while (true) {
            try {
                attempt(batch);
                return;
            } catch (ChatAgentException e) {
                giveUp(batch, e);
                return;
            } catch (RuntimeException | Error e) {
                if (!dialect.passes(e) || !backoff.again()) {
                    ChatAgentException reason = DatabaseErrors.notStored(e, dialect);
                    if (reason.code() != ErrorCode.STORAGE_FULL) {
                        LOG.warn("A batch of {} writes failed; nothing of it is stored", batch.size(), e);
                    }
                    giveUp(batch, reason);
                    return;
                }
                meter.retried();
                connection.drop();
                batch.forEach(WriteCall::reset);
            }
        }
    }

    private void attempt(List<WriteCall<?>> batch) {
        if (broken) {
            throw DatabaseErrors.broken();
        }
        room.require();
        Handle handle = connection.handle();
        Dialect.Written written = dialect.begin(handle);
        boolean alone = batch.size() == 1;
        batch.forEach(call -> call.run(handle, dialect));
        if (!alone && batch.stream().anyMatch(WriteCall::failed)) {
            handle.rollback();
            batch.forEach(WriteCall::reset);
            written = dialect.begin(handle);
            batch.forEach(call -> call.runApart(handle, dialect));
        }
        if (batch.stream().allMatch(WriteCall::failed)) {
            handle.rollback();
        } else {
            makeDurable(handle, written, batch.size());
        }
    }

    private void giveUp(List<WriteCall<?>> batch, ChatAgentException reason) {
        connection.drop();
        batch.forEach(call -> call.fail(reason));
    }

    private void makeDurable(Handle handle, Dialect.Written written, int units) {
        long start = System.nanoTime();
        CompletableFuture<Void> underWay = new CompletableFuture<>();
        committing = underWay;
        try {
            commit(handle, written);
            sync(connection.handle()); // another one where the first was lost
            meter.committed(units, start);
        } catch (NotStored e) {
            throw e;
        } catch (RuntimeException | Error e) {
            LOG.error("A commit failed; whether its writes are stored is not known", e);
            throw DatabaseErrors.unknown(e);
        } finally {
            committing = null;
            underWay.complete(null);
        }
    }

    /**
     * A commit that failed may have been applied: it is tried again only where the database says that it was not.
     *
     * @throws ChatAgentException OUTCOME_UNKNOWN where nobody can tell
     */
    private void commit(Handle handle, Dialect.Written written) {
        try {
            handle.commit();
        } catch (RuntimeException | Error e) {
            meter.failed(e);
            connection.drop();
            boolean applied = applied(written).orElseThrow(() -> DatabaseErrors.unknown(e));
            if (!applied) {
                throw new NotStored(e);
            }
            LOG.warn("The answer to a commit was lost; it is stored");
        }
    }

    /** A commit that failed, and of which the database says that it did nothing. */
    private static final class NotStored extends RuntimeException {
        private static final long serialVersionUID = 1;

        NotStored(Throwable cause) {
            super(cause);
        }
    }

    private Optional<Boolean> applied(Dialect.Written written) {
        Backoff backoff = new Backoff(ANSWER_PATIENCE);
        Optional<Boolean> applied = written.applied(connection.jdbi());
        while (applied.isEmpty() && backoff.again()) {
            applied = written.applied(connection.jdbi());
        }
        return applied;
    }

    /**
     * After a failed sync the system may have dropped the pages and call the next sync a success, so nothing that builds on
     * them can be promised any more.
     */
    private void sync(Handle handle) {
        try {
            dialect.sync(handle);
        } catch (RuntimeException | Error e) {
            broken = true;
            throw e;
        }
    }

    /** Whether a sync failed: only a restart helps. */
    boolean broken() {
        return broken;
    }

    /** Whether there is no room for writes. Finding out may take a write. */
    boolean diskFull() {
        return room.full(() -> write(unit -> true)); // every transaction leaves its mark
    }

    /** Returns when what a reader has just seen is on the disk; at once when no commit is under way. */
    void awaitDurable() {
        CompletableFuture<Void> underWay = committing;
        if (underWay != null) {
            underWay.join();
        }
    }

    /** Refuses what comes from now on, waits until what is there is stored, and gives the connection back. Idempotent. */
    @Override
    public void close() {
        synchronized (waiting) {
            closed = true;
        }
        if (Interruption.shielded(this::awaitIdle)) {
            connection.drop();
        } else {
            LOG.error("A write did not end within {} s; the database is closed under it", CLOSE_SECONDS);
        }
    }

    private boolean awaitIdle() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(CLOSE_SECONDS);
        synchronized (waiting) {
            try {
                for (long left = CLOSE_SECONDS * 1_000L;
                        led && left > 0;
                        left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())) {
                    waiting.wait(left);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return !led;
        }
    }
}
