package dev.chatagent.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.health.ComponentHealth;
import dev.chatagent.storage.Storage;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Objects;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.jspecify.annotations.Nullable;

/**
 * Storage in an SQL database. Concurrent writes share a commit; when {@link #write} returns, the unit has been forced to the
 * disk. Thread-safe.
 */
public final class JdbcStorage implements Storage {
    private static final String H2 = "jdbc:h2:";
    private static final int POOL_SIZE = 10;
    private static final int HEALTH_SECONDS = 1;

    private final String url;
    private @Nullable HikariDataSource pool;
    private @Nullable Jdbi jdbi;
    private @Nullable GroupCommit writer;

    private JdbcStorage(String url) {
        this.url = url;
    }

    /**
     * The database behind a JDBC URL; H2 only, today.
     *
     * @throws ChatAgentException INVALID_REQUEST for another kind; its message does not repeat the URL, which may hold a
     *     password
     */
    public static JdbcStorage at(String jdbcUrl) {
        if (!jdbcUrl.startsWith(H2)) {
            throw new ChatAgentException(
                    ErrorCode.INVALID_REQUEST,
                    "CHATAGENT_DATABASE_URL: only " + H2 + " URLs are supported by this version. Unset it to use the"
                            + " embedded database in the data directory.");
        }
        return new JdbcStorage(jdbcUrl);
    }

    /** An H2 database in that file, without its suffix. */
    public static JdbcStorage h2(Path file) {
        return new JdbcStorage(H2 + "file:" + file.toAbsolutePath());
    }

    @Override
    public void start() {
        HikariConfig config = new HikariConfig();
        // Every commit reaches the file at once; CHECKPOINT SYNC then forces it to the disk, see GroupCommit.
        config.setJdbcUrl(url + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE");
        config.setMaximumPoolSize(POOL_SIZE);
        config.setMinimumIdle(1);
        config.setPoolName("chatagent");
        try {
            HikariDataSource opened = new HikariDataSource(config);
            pool = opened;
            Flyway.configure(JdbcStorage.class.getClassLoader())
                    .dataSource(opened)
                    .locations("classpath:dev/chatagent/jdbc/migration/h2")
                    .table("chatagent_schema_history")
                    .load()
                    .migrate();
            Jdbi created = Jdbi.create(opened);
            jdbi = created;
            writer = new GroupCommit(created);
        } catch (FlywayException e) {
            close();
            throw new ChatAgentException(
                    ErrorCode.UNAVAILABLE,
                    "The database's schema cannot be brought up to date. Is it of a newer version of chatagent?",
                    e);
        } catch (RuntimeException e) {
            close();
            throw new ChatAgentException(
                    ErrorCode.UNAVAILABLE,
                    "The database cannot be opened. If another chatagent runs with this data directory, stop it or set"
                            + " CHATAGENT_HOME to another directory.",
                    e);
        }
    }

    @Override
    public <T> T read(Work<T> work) {
        try (Handle handle = opened(jdbi).open()) {
            return Interruption.shielded(() ->
                    handle.inTransaction(TransactionIsolationLevel.REPEATABLE_READ, h -> work.run(new JdbcUnit(h))));
        } catch (JdbiException e) {
            throw unavailable(e);
        }
    }

    @Override
    public <T> T write(Work<T> work) {
        return opened(writer).write(work);
    }

    static ChatAgentException unavailable(Throwable cause) {
        return new ChatAgentException(
                ErrorCode.UNAVAILABLE, "The database cannot be used right now. Try again.", cause);
    }

    @Override
    public String component() {
        return "database";
    }

    @Override
    public ComponentHealth check() {
        try (Handle handle = opened(jdbi).open()) {
            return handle.getConnection().isValid(HEALTH_SECONDS)
                    ? ComponentHealth.up("H2, embedded")
                    : ComponentHealth.down("H2 does not answer");
        } catch (SQLException | RuntimeException e) {
            return ComponentHealth.down("H2 cannot be reached");
        }
    }

    @Override
    public void close() {
        HikariDataSource opened = pool;
        if (opened != null) {
            opened.close();
        }
    }

    private static <T> T opened(@Nullable T part) {
        return Objects.requireNonNull(part, "start() comes first");
    }
}
