package dev.chatagent.jdbc;

import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.storage.Storage.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One caller's unit of work and what came of it. Run by whoever leads, read by its caller once {@link #done}. */
final class WriteCall<T> {
    private static final Logger LOG = LoggerFactory.getLogger(WriteCall.class);
    private static final String SAVEPOINT = "unit";

    private final Work<T> work;
    private final Thread caller = Thread.currentThread();
    private final List<Runnable> afterCommit = new ArrayList<>();
    private @Nullable T result;
    private @Nullable Throwable failure;
    private volatile boolean leads;
    private volatile boolean done;

    WriteCall(Work<T> work) {
        this.work = work;
    }

    /**
     * Runs the unit. What it throws, errors too, is its caller's alone; its transaction must be rolled back then.
     *
     * @throws JdbiException when the whole batch should be run again
     */
    void run(Handle handle, Dialect dialect) {
        try {
            result = work.run(new JdbcUnit(dialect, handle, afterCommit));
        } catch (RuntimeException | Error e) {
            if (e instanceof JdbiException broken && dialect.passes(broken)) {
                throw broken;
            }
            fail(e instanceof JdbiException broken ? DatabaseErrors.translate(broken, dialect) : e);
        }
    }

    /** As {@link #run}, behind a savepoint of its own: when it throws, only what it did is rolled back. */
    void runApart(Handle handle, Dialect dialect) {
        handle.savepoint(SAVEPOINT);
        run(handle, dialect);
        if (failed()) {
            handle.rollbackToSavepoint(SAVEPOINT);
        } else {
            handle.releaseSavepoint(SAVEPOINT);
        }
    }

    /** Forgets what came of it: the batch is run again. */
    void reset() {
        afterCommit.clear();
        result = null;
        failure = null;
    }

    /** The unit came to nothing, or nobody knows; the first reason stays. */
    void fail(Throwable reason) {
        afterCommit.clear();
        if (failure == null) {
            failure = reason;
        }
    }

    boolean failed() {
        return failure != null;
    }

    boolean foundDiskFull() {
        return failure instanceof ChatAgentException known && known.code() == ErrorCode.STORAGE_FULL;
    }

    boolean done() {
        return done;
    }

    /** Makes the caller lead the next batch, of which its call is the first. */
    void lead() {
        leads = true;
        LockSupport.unpark(caller);
    }

    boolean leads() {
        return leads;
    }

    void runActions() {
        for (Runnable action : afterCommit) {
            try {
                action.run();
            } catch (RuntimeException | Error e) { // the unit is durable, and others wait behind it
                LOG.error("An after-commit action threw", e);
            }
        }
    }

    /** Lets the caller go. */
    void finish() {
        done = true;
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
