package dev.chatagent.jdbc;

import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.health.ComponentHealth;
import dev.chatagent.health.Metric;
import dev.chatagent.storage.Archive;
import dev.chatagent.storage.Storage;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Storage in an SQL database. Concurrent writes share a commit; when {@link #write} returns, the unit has been forced to the
 * disk. Failures that pass by themselves are tried again for about two seconds where nothing can have been stored. Thread-safe.
 */
public final class JdbcStorage implements Storage {
    private static final Logger LOG = LoggerFactory.getLogger(JdbcStorage.class);
    private static final int HEALTH_SECONDS = 1;

    /** How long a failure that passes may take. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Dialect dialect;
    private final Duration slowAfter;
    private final Meter meter;
    private final ThreadLocal<Boolean> reading = ThreadLocal.withInitial(() -> false);
    private volatile @Nullable Database database;
    private @Nullable Opening opening;

    private JdbcStorage(Dialect dialect, Duration slowAfter) {
        this.dialect = dialect;
        this.slowAfter = slowAfter;
        this.meter = new Meter(dialect, slowAfter);
    }

    private static JdbcStorage of(Dialect dialect) {
        return new JdbcStorage(dialect, SlowStatements.DEFAULT);
    }

    /**
     * The database behind a URL: {@code jdbc:h2:…}, {@code jdbc:sqlite:file}, {@code jdbc:postgresql:…} or
     * {@code postgres://user:password@host/database}.
     *
     * @throws ChatAgentException INVALID_REQUEST for another kind or one that cannot be read; its message does not repeat the
     *     URL, which may hold a password
     */
    public static JdbcStorage at(String url) {
        if (url.startsWith(H2Url.PREFIX)) {
            return of(new H2Dialect(H2Url.of(url)));
        }
        if (url.startsWith(SqliteDialect.PREFIX)) {
            return of(new SqliteDialect(SqliteDialect.named(url)));
        }
        if (PostgresUrl.names(url)) {
            return of(new PostgresDialect(PostgresUrl.of(url)));
        }
        throw new ChatAgentException(
                ErrorCode.INVALID_REQUEST,
                "CHATAGENT_DATABASE_URL: write postgres://user:password@host:5432/database, jdbc:postgresql:…, "
                        + SqliteDialect.PREFIX + "file or " + H2Url.PREFIX
                        + "…; other kinds are not supported. Unset it to use the embedded database in the"
                        + " data directory.");
    }

    /** An H2 database in that file, without its suffix. */
    public static JdbcStorage h2(Path file) {
        return of(new H2Dialect(H2Url.of(file)));
    }

    /**
     * The same database, not started, with statements and commits logged that take at least so long: their text without
     * values, ten a minute at most. 500 ms where nothing is said; zero logs none.
     */
    public JdbcStorage slowAfter(Duration time) {
        return new JdbcStorage(dialect, time);
    }

    /**
     * The same PostgreSQL, not started, with row-level security: a statement that forgets whose rows it is about finds none.
     * Every node of a database needs the same.
     *
     * @throws ChatAgentException INVALID_REQUEST for another kind of database
     */
    public JdbcStorage behindRowSecurity() {
        return new JdbcStorage(dialect.behindWall(), slowAfter);
    }

    /** The database's file, of H2 without its suffix, if it is one of this machine. */
    Optional<Path> file() {
        return dialect.file();
    }

    /** A storage that is opened in the same way, in another file. */
    JdbcStorage at(Path file) {
        return new JdbcStorage(dialect.at(file), slowAfter);
    }

    @Override
    public Optional<Archive> archive() {
        return Optional.of(new JdbcArchive(this));
    }

    @Override
    public void start() {
        try {
            open();
        } catch (Dialect.Unreachable e) {
            LOG.warn("{}; it is tried again until it works", e.getMessage());
            opening = Opening.start(this::open);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** @throws Dialect.Unreachable when the same may work later */
    private void open() {
        try {
            dialect.prepare();
            Database open = Database.open(dialect, meter);
            database = open;
            tidy(open);
        } catch (ChatAgentException | Dialect.Unreachable e) {
            throw e;
        } catch (RuntimeException e) {
            throw dialect.passes(e)
                    ? new Dialect.Unreachable(dialect.name() + " cannot be reached", e)
                    : DatabaseErrors.cannotOpen(e, dialect);
        }
    }

    @Override
    public void tidy() {
        Database open = database;
        if (open != null) {
            tidy(open);
            compact(open);
        }
    }

    private void compact(Database open) {
        try (Connection connection = open.pool().getConnection()) {
            dialect.tidy(connection);
        } catch (SQLException e) {
            LOG.debug("The database was not made smaller, which can wait", e);
        }
    }

    private void tidy(Database open) {
        try {
            open.writer().write(unit -> dialect.mark().prune(JdbcUnit.handle(unit)));
        } catch (ChatAgentException e) {
            LOG.debug("Nothing was tidied up, which can wait", e);
        }
    }

    private Database opened() {
        Database open = database;
        if (open == null) {
            if (opening == null) {
                throw new IllegalStateException("start() comes first");
            }
            throw opening.failure();
        }
        return open;
    }

    @Override
    public <T> T read(Work<T> work) {
        Database open = opened();
        return Interruption.shielded(() -> {
            T result = Interruption.survived(() -> readPatiently(open, work));
            open.writer().awaitDurable();
            return result;
        });
    }

    /** Nothing is changed by reading, so it can be done again whatever happened. */
    private <T> T readPatiently(Database open, Work<T> work) {
        Backoff backoff = new Backoff(PATIENCE);
        while (true) {
            try {
                return readSnapshot(open, work);
            } catch (JdbiException e) {
                if (reading.get() || !dialect.passes(e) || !backoff.again()) {
                    throw DatabaseErrors.translate(e, dialect);
                }
                meter.retried();
            }
        }
    }

    private <T> T readSnapshot(Database open, Work<T> work) {
        boolean nested = reading.get();
        reading.set(true);
        try (Handle handle = open.jdbi().open()) {
            return inOneMoment(open, handle, work);
        } catch (SQLException e) {
            throw new ConnectionException(e);
        } finally {
            reading.set(nested);
        }
    }

    /** Turning auto-commit on ends the transaction; a commit besides would have H2 look at every table once more. */
    private <T> T inOneMoment(Database open, Handle handle, Work<T> work) throws SQLException {
        Connection connection = handle.getConnection();
        connection.setAutoCommit(false);
        try {
            T result = work.run(new JdbcUnit(dialect, handle));
            connection.setAutoCommit(true);
            return result;
        } catch (RuntimeException | Error | SQLException e) {
            giveBack(connection, e);
            if (dialect.passes(e)) {
                open.pool().evictConnection(connection); // H2 calls one valid whose database is closed
            }
            throw e;
        }
    }

    private static void giveBack(Connection connection, Throwable failure) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException e) { // it is of no use any more, and the pool will see that as well
            failure.addSuppressed(e);
        }
    }

    @Override
    public <T> T write(Work<T> work) {
        if (reading.get()) {
            throw new IllegalStateException("A unit of work that reads cannot write through another one");
        }
        return opened().writer().write(work);
    }

    @Override
    public boolean shared() {
        return dialect.shared();
    }

    @Override
    public <T> Optional<T> service(Class<T> type) {
        return dialect.service(type, this::pool);
    }

    private @Nullable DataSource pool() {
        Database open = database;
        return open == null ? null : open.pool();
    }

    @Override
    public String component() {
        return "database";
    }

    @Override
    public ComponentHealth check() {
        Database open = database;
        if (open == null) {
            return ComponentHealth.down(dialect.name() + " cannot be reached yet");
        }
        if (open.writer().broken()) {
            return ComponentHealth.down(dialect.name() + ": its data cannot be forced to the disk; restart needed");
        }
        return Interruption.shielded(() -> open.writer().diskFull()
                        ? ComponentHealth.down(
                                dialect.name() + ": its disk is full; make room, it goes on by itself then")
                        : checkConnection(open))
                .with(facts(open));
    }

    private Map<String, String> facts(Database open) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("kind", dialect.kind());
        facts.putAll(open.facts());
        facts.putAll(meter.facts());
        return facts;
    }

    @Override
    public List<Metric> metrics() {
        return meter.metrics();
    }

    private ComponentHealth checkConnection(Database open) {
        try (Handle handle = open.jdbi().open()) {
            return handle.getConnection().isValid(HEALTH_SECONDS)
                    ? ComponentHealth.up(dialect.name())
                    : ComponentHealth.down(dialect.name() + " does not answer");
        } catch (SQLException | RuntimeException e) {
            return ComponentHealth.down(dialect.name() + " cannot be reached");
        }
    }

    /** Stores the writes that wait, refuses new ones, and leaves an embedded file compact. Idempotent. */
    @Override
    public void close() {
        Interruption.shielded(() -> {
            if (opening != null) {
                opening.close();
            }
            Database open = database;
            if (open != null) {
                open.close();
            }
            Database.closeAll(dialect);
            return true;
        });
    }
}
