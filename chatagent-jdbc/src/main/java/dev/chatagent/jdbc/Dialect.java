package dev.chatagent.jdbc;

import com.zaxxer.hikari.HikariConfig;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** What differs between the kinds of databases; everything else is the same SQL. Thread-safe. */
interface Dialect extends AutoCloseable {
    /** The database's own name, e.g. {@code PostgreSQL}. */
    String kind();

    /** Kind and place, for operators; without secrets. */
    String name();

    /**
     * Makes sure that there is a database to connect to, and that it is this storage's to use.
     *
     * @throws dev.chatagent.error.ChatAgentException saying what to do
     * @throws Unreachable when the same may work later
     */
    void prepare();

    /** The database's file, of H2 without its suffix, if it is one of this machine. */
    default Optional<Path> file() {
        return Optional.empty();
    }

    /** The same kind, opened in the same way, in another file; only where there is one. */
    default Dialect at(Path file) {
        throw new IllegalStateException(name() + " is no file");
    }

    /** How connections are made and how many there are. */
    HikariConfig pool();

    /** Folder of the migrations, beside this class. */
    String migrations();

    /** Teaches Jdbi types that the driver does not know. */
    default void teach(Jdbi jdbi) {}

    /** Begins a transaction that writes; units of all storages of the database come one after another from here on. */
    default Written begin(Handle handle) {
        return mark().begin(handle);
    }

    /** Where a storage looks up what came of its transactions. */
    WriteMark mark();

    /** Finds out whether a commit that failed was applied. Asked with the connection that failed gone. Throws nothing. */
    interface Written {
        /** Empty when it cannot be found out. */
        Optional<Boolean> applied(Jdbi jdbi);
    }

    /** Forces a commit to the disk where the commit itself does not. */
    default void sync(Handle handle) {}

    /** What an INSERT says that brings the numbers which the database would give itself. */
    default String keepingNumbers() {
        return " OVERRIDING SYSTEM VALUE";
    }

    /** Lets the database number the next row of the table after that one. H2 commits with it, so it comes before any row. */
    default void continueAfter(Handle handle, BackupTable table, long last) {
        handle.execute(
                "ALTER TABLE " + table.name() + " ALTER COLUMN " + table.identity() + " RESTART WITH " + (last + 1));
    }

    /** Repositories that do it another way here, by their types. */
    default Map<Class<?>, Function<Handle, Object>> repositories() {
        return Map.of();
    }

    /** Whether the database itself keeps rows from those they do not belong to. */
    default boolean walled() {
        return false;
    }

    /**
     * The same with row-level security.
     *
     * @throws dev.chatagent.error.ChatAgentException where there is no such thing
     */
    default Dialect behindWall() {
        throw new ChatAgentException(
                ErrorCode.INVALID_REQUEST,
                "CHATAGENT_DATABASE_ROW_SECURITY is for PostgreSQL, and this is " + name()
                        + ". Switch it off, or name a PostgreSQL in CHATAGENT_DATABASE_URL.");
    }

    /** Called once the schema is up to date, ahead of all work. */
    default void opened(Jdbi jdbi) {}

    /** Whether a failure passes by itself, and left nothing behind when it came ahead of the commit. */
    default boolean passes(Throwable failure) {
        return false;
    }

    /** The SQL state of a failure, or what it would be. */
    default @Nullable String state(SQLException failure) {
        return failure.getSQLState();
    }

    /** Whether other processes may use the database at the same time. */
    default boolean shared() {
        return false;
    }

    /**
     * What it can do for the nodes that share the database, by type; made anew each time.
     *
     * @param pool null while there is no database
     */
    default <T> Optional<T> service(Class<T> type, Supplier<@Nullable DataSource> pool) {
        return Optional.empty();
    }

    /** Makes what the database takes smaller, beside whatever else goes on; called every few minutes. */
    default void tidy(Connection connection) throws SQLException {}

    /** Called with the last connection, once nobody writes any more. */
    default void closing(Connection connection) throws SQLException {}

    /** Gives back what {@link #prepare} has taken. Idempotent. */
    @Override
    default void close() {}

    /** A database that is not there yet, or not any more; trying again may help. */
    final class Unreachable extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unreachable(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
