package dev.chatagent.jdbc;

import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A PostgreSQL server before its pool is open: is it there, may we in, is the database there and the version right. */
final class PostgresProbe {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresProbe.class);
    private static final String DRIVER = "org.postgresql.Driver";
    private static final int LEAST_VERSION = 13;
    private static final String NO_SUCH_DATABASE = "3D000";
    private static final Set<String> THERE_ALREADY = Set.of("42P04", "23505");
    private static final Set<String> BUSY = Set.of("57P01", "57P02", "57P03", "53300");

    private final PostgresUrl url;

    PostgresProbe(PostgresUrl url) {
        this.url = url;
    }

    void prepare() {
        loadDriver();
        try (Connection connection = connect(url)) {
            check(connection);
        } catch (SQLException e) {
            if (!NO_SUCH_DATABASE.equals(e.getSQLState())) {
                throw failure(e);
            }
            create();
        }
    }

    /** The DriverManager looks for drivers once, on whichever class path asks first: one in a WAR has to be loaded. */
    private static void loadDriver() {
        try {
            Class.forName(DRIVER);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("chatagent-jdbc needs org.postgresql:postgresql for this database", e);
        }
    }

    /** A connection beside the pool. */
    static Connection connect(PostgresUrl url) throws SQLException {
        return connect(url, url.jdbc());
    }

    private static Connection connect(PostgresUrl url, String jdbc) throws SQLException {
        Properties properties = new Properties();
        properties.putAll(url.properties());
        properties.putIfAbsent("connectTimeout", "5");
        properties.putIfAbsent("socketTimeout", "20");
        return DriverManager.getConnection(jdbc, properties);
    }

    private void check(Connection connection) throws SQLException {
        int version = connection.getMetaData().getDatabaseMajorVersion();
        if (version < LEAST_VERSION) {
            throw new ChatAgentException(
                    ErrorCode.UNAVAILABLE,
                    "PostgreSQL at " + url.place() + " is version " + version + "; chatagent needs " + LEAST_VERSION
                            + " or newer. Upgrade the server.");
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW fsync")) {
            if (row.next() && row.getString(1).equals("off")) {
                LOG.warn(
                        "PostgreSQL at {} runs with fsync=off: a power failure can lose or damage everything",
                        url.place());
            }
        }
    }

    /** Other nodes may be doing the same: then it is there, which is all that is wanted. */
    private void create() {
        String maintenance = url.jdbc("postgres");
        try (Connection connection = connect(url, maintenance);
                Statement statement = connection.createStatement()) {
            check(connection);
            // A name cannot be a parameter; doubled quotes keep it one name.
            statement.execute("CREATE DATABASE \"" + url.database().replace("\"", "\"\"")
                    + "\" ENCODING 'UTF8' TEMPLATE template0");
            LOG.info("Created the database {}", url.place());
        } catch (SQLException e) {
            if (THERE_ALREADY.contains(String.valueOf(e.getSQLState()))) {
                return;
            }
            if ("42501".equals(e.getSQLState())) {
                throw new ChatAgentException(
                        ErrorCode.UNAVAILABLE,
                        "The database " + url.place() + " does not exist, and the role " + who()
                                + " may not create it. Create it (createdb), or let the role: ALTER ROLE … CREATEDB.");
            }
            throw failure(e);
        }
    }

    private String who() {
        return url.user().isEmpty() ? "that connects" : "'" + url.user() + "'";
    }

    /** What to do about it; what may pass by itself is {@link Dialect.Unreachable}. */
    private RuntimeException failure(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        Optional<String> tls = PostgresTls.fault(e, url);
        if (tls.isPresent()) {
            return new ChatAgentException(ErrorCode.UNAVAILABLE, "PostgreSQL at " + url.place() + " " + tls.get(), e);
        }
        if (state.startsWith("28")) {
            return new ChatAgentException(
                    ErrorCode.UNAVAILABLE,
                    "PostgreSQL at " + url.place() + " does not let the role " + who()
                            + " in (SQL state " + state
                            + "). Check user and password in CHATAGENT_DATABASE_URL, and the"
                            + " server's pg_hba.conf.");
        }
        if (causedByUnknownHost(e)) {
            return new Dialect.Unreachable("PostgreSQL at " + url.place() + ": there is no such host", e);
        }
        if (state.startsWith("08") || BUSY.contains(state)) {
            return new Dialect.Unreachable(
                    "PostgreSQL at " + url.place() + " cannot be reached (SQL state " + state + ")", e);
        }
        return new ChatAgentException(
                ErrorCode.UNAVAILABLE,
                "PostgreSQL at " + url.place() + " cannot be used (SQL state " + state + "): " + firstLine(e));
    }

    /** Servers put statements and values into the later lines. */
    private static String firstLine(SQLException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    private static boolean causedByUnknownHost(Throwable thrown) {
        return Causes.of(thrown).anyMatch(UnknownHostException.class::isInstance);
    }
}
