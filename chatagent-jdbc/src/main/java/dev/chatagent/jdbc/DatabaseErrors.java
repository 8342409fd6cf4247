package dev.chatagent.jdbc;

import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/** What failures of the database are to callers. */
final class DatabaseErrors {
    private static final String DATA_EXCEPTION = "22";
    private static final String INTEGRITY_VIOLATION = "23";

    private DatabaseErrors() {}

    /** A failure before the commit: nothing was stored. */
    static RuntimeException translate(JdbiException e, Dialect dialect) {
        String state = state(e, dialect);
        if (state.startsWith(DATA_EXCEPTION)) {
            return e; // a value that no column takes: the fault is in the work, and no later try mends it
        }
        return state.startsWith(INTEGRITY_VIOLATION)
                ? new ChatAgentException(ErrorCode.CONFLICT, "The state has changed meanwhile. Look again.", e)
                : notStored(e, dialect);
    }

    /** A failure before the commit, or of a commit that the database says it has not done. */
    static ChatAgentException notStored(Throwable cause, Dialect dialect) {
        return FullDisk.is(cause, dialect.file()) ? diskFull(cause) : unavailable(cause);
    }

    static ChatAgentException diskFull(@Nullable Throwable cause) {
        return new ChatAgentException(
                ErrorCode.STORAGE_FULL,
                "The disk of the database is full; nothing of this was stored. Try again when its operator has made room.",
                cause);
    }

    private static String state(Throwable thrown, Dialect dialect) {
        return Causes.states(thrown, dialect).findFirst().orElse("");
    }

    static ChatAgentException unavailable(@Nullable Throwable cause) {
        return new ChatAgentException(
                ErrorCode.UNAVAILABLE, "The database cannot be used right now. Try again.", cause);
    }

    /** The commit failed half-way: the unit may be there after all. */
    static ChatAgentException unknown(Throwable cause) {
        return new ChatAgentException(
                ErrorCode.OUTCOME_UNKNOWN,
                "The database failed while it stored this, and it is not known whether it is there. Look before you"
                        + " repeat it.",
                cause);
    }

    static ChatAgentException cannotOpen(Throwable cause, Dialect dialect) {
        if (FullDisk.is(cause, dialect.file())) {
            return new ChatAgentException(
                    ErrorCode.STORAGE_FULL,
                    "The database cannot be opened: its disk is full. Make room, and start again.",
                    cause);
        }
        return new ChatAgentException(
                ErrorCode.UNAVAILABLE,
                "The database cannot be opened (SQL state " + state(cause, dialect)
                        + "). If another program has it open, stop that"
                        + " program; if its file is damaged, restore a backup or set CHATAGENT_HOME to another directory.",
                cause);
    }

    static ChatAgentException closed() {
        return new ChatAgentException(ErrorCode.UNAVAILABLE, "The database is closed; chatagent is stopping.");
    }

    static ChatAgentException broken() {
        return new ChatAgentException(
                ErrorCode.UNAVAILABLE,
                "The database could not force its data to the disk and takes no more writes. Check the disk and restart"
                        + " chatagent.");
    }
}
