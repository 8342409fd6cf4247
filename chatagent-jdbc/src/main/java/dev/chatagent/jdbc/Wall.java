package dev.chatagent.jdbc;

import java.util.Objects;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jspecify.annotations.Nullable;

/**
 * Whose rows a unit of work may reach on a database with row-level security. Named ahead of the statement that needs it and on
 * the same way to the server, so that it costs none of its own. Not thread-safe.
 */
final class Wall {
    /** Everybody's rows: clean-up, backups, and what is found by a secret alone. */
    static final String SYSTEM = "system";

    /** What is put before a statement, with the owner as its first value; {@code true}: to the end of the transaction. */
    static final String NAMING = "SELECT set_config('chatagent.owner', ?, true); ";

    private static final String KEY = Wall.class.getName();

    /** Until somebody is named nobody's rows are seen. */
    private String wanted = "";

    private String told = "";

    private Wall() {}

    /** Around a unit that begins; what earlier ones told the database ended with their transaction or savepoint. */
    static Wall around(Handle handle) {
        Wall wall = new Wall();
        handle.define(KEY, wall);
        return wall;
    }

    /** The one around the unit of this handle, where the database has one. */
    static @Nullable Wall of(Handle handle) {
        return of(handle.getConfig(SqlStatements.class));
    }

    static @Nullable Wall of(SqlStatements statements) {
        return statements.getAttribute(KEY) instanceof Wall wall ? wall : null;
    }

    /** @param owner a user's id, {@link #tenant} or {@link #SYSTEM} */
    void open(String owner) {
        wanted = owner;
    }

    static String tenant(String id) {
        return "tenant:" + id;
    }

    /** The owner that the database has to be told with the next statement; null when it knows. */
    @Nullable
    String untold() {
        if (Objects.equals(wanted, told)) {
            return null;
        }
        told = wanted;
        return wanted;
    }
}
