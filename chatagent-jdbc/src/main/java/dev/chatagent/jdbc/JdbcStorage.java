package dev.chatagent.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.health.ComponentHealth;
import dev.chatagent.storage.Archive;
import dev.chatagent.storage.Storage;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Storage in an SQL database. Concurrent writes share a commit; when {@link #write} returns, the unit has been forced to the
 * disk. Thread-safe.
 */
public final class JdbcStorage implements Storage {
    private static final Logger LOG = LoggerFactory.getLogger(JdbcStorage.class);
    private static final int READERS = 10;
    private static final Duration CONNECTION_WAIT = Duration.ofSeconds(10);
    private static final int HEALTH_SECONDS = 1;

    /** H2's REPEATABLE READ fixes each table when it is first read; what was written together must be seen together. */
    private static final String ONE_MOMENT = "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SNAPSHOT";

    private final H2Url location;
    private final ThreadLocal<Boolean> reading = ThreadLocal.withInitial(() -> false);
    private @Nullable H2File h2File;
    private @Nullable HikariDataSource pool;
    private @Nullable Jdbi jdbi;
    private @Nullable GroupCommit writer;

    private JdbcStorage(H2Url location) {
        this.location = location;
    }

    /**
     * The database behind a JDBC URL; H2 only, today.
     *
     * @throws ChatAgentException INVALID_REQUEST for another kind; its message does not repeat the URL, which may hold a
     *     password
     */
    public static JdbcStorage at(String jdbcUrl) {
        if (!jdbcUrl.startsWith(H2Url.PREFIX)) {
            throw new ChatAgentException(
                    ErrorCode.INVALID_REQUEST,
                    "CHATAGENT_DATABASE_URL: only " + H2Url.PREFIX
                            + " URLs are supported by this version. Unset it to use the"
                            + " embedded database in the data directory.");
        }
        return new JdbcStorage(H2Url.of(jdbcUrl));
    }

    /** An H2 database in that file, without its suffix. */
    public static JdbcStorage h2(Path file) {
        return new JdbcStorage(H2Url.of(file));
    }

    /** The database's file without its suffix, if it is one of this machine. */
    Optional<Path> file() {
        return location.file();
    }

    /** A storage that is opened in the same way, in another file. */
    JdbcStorage at(Path file) {
        return new JdbcStorage(location.at(file));
    }

    @Override
    public Optional<Archive> archive() {
        return Optional.of(new JdbcArchive(this));
    }

    @Override
    public void start() {
        try {
            location.file().ifPresent(file -> {
                H2File claimed = new H2File(file);
                h2File = claimed;
                claimed.claim();
            });
            HikariDataSource opened = openPool();
            pool = opened;
            SchemaVersion.migrate(opened);
            Jdbi created = Jdbi.create(opened);
            jdbi = created;
            writer = new GroupCommit(new WriteConnection(opened, created));
        } catch (ChatAgentException e) {
            close();
            throw e;
        } catch (RuntimeException e) {
            close();
            throw DatabaseErrors.cannotOpen(e);
        }
    }

    private HikariDataSource openPool() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(location.url());
        config.setMaximumPoolSize(READERS + 1);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(CONNECTION_WAIT.toMillis());
        config.setConnectionInitSql(ONE_MOMENT);
        config.setPoolName("chatagent");
        return new HikariDataSource(config);
    }

    @Override
    public <T> T read(Work<T> work) {
        GroupCommit commits = opened(writer);
        return Interruption.shielded(() -> {
            T result = Interruption.survived(() -> readSnapshot(work));
            commits.awaitDurable();
            return result;
        });
    }

    private <T> T readSnapshot(Work<T> work) {
        boolean nested = reading.get();
        reading.set(true);
        try (Handle handle = opened(jdbi).open()) {
            return handle.inTransaction(h -> work.run(new JdbcUnit(h)));
        } catch (JdbiException e) {
            throw DatabaseErrors.translate(e);
        } finally {
            reading.set(nested);
        }
    }

    @Override
    public <T> T write(Work<T> work) {
        if (reading.get()) {
            throw new IllegalStateException("A unit of work that reads cannot write through another one");
        }
        return opened(writer).write(work);
    }

    @Override
    public String component() {
        return "database";
    }

    @Override
    public ComponentHealth check() {
        if (opened(writer).broken()) {
            return ComponentHealth.down("H2 cannot force its data to the disk; restart needed");
        }
        return Interruption.shielded(this::checkConnection);
    }

    private ComponentHealth checkConnection() {
        try (Handle handle = opened(jdbi).open()) {
            return handle.getConnection().isValid(HEALTH_SECONDS)
                    ? ComponentHealth.up("H2, embedded")
                    : ComponentHealth.down("H2 does not answer");
        } catch (SQLException | RuntimeException e) {
            return ComponentHealth.down("H2 cannot be reached");
        }
    }

    /** Stores the writes that wait, refuses new ones, and leaves the file compact. Idempotent. */
    @Override
    public void close() {
        Interruption.shielded(() -> {
            closeAll(writer, pool, h2File);
            return true;
        });
    }

    private static void closeAll(@Nullable AutoCloseable... inOrder) {
        for (AutoCloseable part : inOrder) {
            try {
                if (part != null) {
                    part.close();
                }
            } catch (Exception e) { // the others must be closed all the same
                LOG.warn("The database did not close cleanly: {}", e.toString());
            }
        }
    }

    private static <T> T opened(@Nullable T part) {
        return Objects.requireNonNull(part, "start() comes first");
    }
}
