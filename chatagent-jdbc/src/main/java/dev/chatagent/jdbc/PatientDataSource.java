package dev.chatagent.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * New connections for the pool. While a server that was there is away it is tried again and again, until the thread is interrupted: the
 * pool's own pauses between two tries double up to five seconds, for which nothing would be heard of a server that is back.
 */
final class PatientDataSource extends PGSimpleDataSource {
    private static final long serialVersionUID = 1L;
    private static final long PAUSE_MILLIS = 50;

    private final transient Predicate<SQLException> passes;
    private transient volatile boolean wasThere;

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
                wasThere = true;
                return connection;
            } catch (SQLException e) {
                if (!wasThere || !passes.test(e)) {
                    throw e;
                }
                pause(e);
            }
        }
    }

    private static void pause(SQLException failure) throws SQLException {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) { // the pool closes
            Thread.currentThread().interrupt();
            throw failure;
        }
    }
}
