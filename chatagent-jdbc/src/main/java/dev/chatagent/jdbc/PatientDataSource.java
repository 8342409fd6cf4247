package dev.chatagent.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * New connections for the pool. While a server that was there is away it is tried again and again, until this is closed: the pool's own
 * pauses between two tries double up to five seconds, for which nothing would be heard of a server that is back. Thread-safe.
 */
final class PatientDataSource extends PGSimpleDataSource implements AutoCloseable {
    private static final long serialVersionUID = 1L;
    private static final long PAUSE_MILLIS = 50;
    /** Too many clients: each try costs the server a process. */
    private static final String FULL = "53300";

    private static final long FULL_MILLIS = 500;

    private final transient Predicate<SQLException> passes;
    private transient volatile boolean wasThere;
    private transient volatile boolean closed;

    /** @param passes whether it is worth trying again after such a failure */
    PatientDataSource(PostgresUrl url, Predicate<SQLException> passes) {
        this.passes = passes;
        setURL(url.jdbc());
        url.properties().forEach((name, value) -> set((String) name, (String) value));
    }

    private void set(String name, String value) {
        try {
            setProperty(name, value);
        } catch (SQLException e) {
            throw new IllegalArgumentException("The driver does not know the property " + name, e);
        }
    }

    @Override
    public Connection getConnection(@Nullable String user, @Nullable String password) throws SQLException {
        while (true) {
            try {
                Connection connection = super.getConnection(user, password);
                if (closed) {
                    connection.close();
                    throw new SQLNonTransientConnectionException("The pool is closed");
                }
                wasThere = true;
                return connection;
            } catch (SQLException e) {
                if (closed || !wasThere || !passes.test(e)) {
                    throw e;
                }
                pause(FULL.equals(e.getSQLState()) ? FULL_MILLIS : PAUSE_MILLIS, e);
            }
        }
    }

    private static void pause(long millis, SQLException failure) throws SQLException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure;
        }
    }

    /** Ends all tries: a pool does not interrupt its threads when it closes. */
    @Override
    public void close() {
        closed = true;
    }
}
