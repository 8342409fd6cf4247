package dev.chatagent.jdbc;

import com.zaxxer.hikari.HikariConfig;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** SQLite, in this process: one file that one storage has for itself; others may look at it meanwhile. */
final class SqliteDialect implements Dialect {
    static final String PREFIX = "jdbc:sqlite:";

    private static final String DRIVER = "org.sqlite.JDBC";
    private static final String BUSY_MILLIS = "5000";
    private static final String LOG_BYTES = "67108864";
    private static final int BUSY = 5;
    private static final int LOCKED = 6;
    private static final int TOO_BIG = 18;
    private static final int CONSTRAINT = 19;

    private final Path file;
    private final ClaimedFile claim;
    private final WriteMark mark =
            new WriteMark(UUID.randomUUID().toString(), "", WriteMark.PUT, "datetime('now', '-1 day')");

    SqliteDialect(Path file) {
        this.file = file;
        this.claim = new ClaimedFile(file, "");
    }

    /**
     * The file that a URL names.
     *
     * @throws ChatAgentException INVALID_REQUEST when it names none, or says how to treat it
     */
    static Path named(String url) {
        String path = url.substring(PREFIX.length()).replaceFirst("^file:", "");
        if (path.isEmpty() || path.startsWith(":") || path.contains("?")) {
            throw new ChatAgentException(
                    ErrorCode.INVALID_REQUEST,
                    "CHATAGENT_DATABASE_URL: write " + PREFIX
                            + "and a file, without parameters. Databases in memory are"
                            + " not supported; CHATAGENT_ENV=test has its own.");
        }
        return Path.of(path).toAbsolutePath().normalize();
    }

    @Override
    public String kind() {
        return "SQLite";
    }

    @Override
    public String name() {
        return "SQLite, embedded";
    }

    @Override
    public synchronized void prepare() {
        try {
            Class.forName(DRIVER);
        } catch (ClassNotFoundException e) {
            throw new ChatAgentException(
                    ErrorCode.UNAVAILABLE,
                    "SQLite's driver is missing. Add org.xerial:sqlite-jdbc to the class path, or unset"
                            + " CHATAGENT_DATABASE_URL to use the built-in database.",
                    e);
        }
        claim.claim();
    }

    @Override
    public Optional<Path> file() {
        return Optional.of(file);
    }

    @Override
    public Dialect at(Path otherFile) {
        return new SqliteDialect(otherFile.toAbsolutePath().normalize());
    }

    /** Readers see one moment and block nobody; every commit forces the log to the disk, which is cut when it has grown. */
    @Override
    public HikariConfig pool() {
        HikariConfig config = new HikariConfig();
        config.setDriverClassName(DRIVER);
        config.setJdbcUrl(PREFIX + file);
        config.addDataSourceProperty("journal_mode", "WAL");
        config.addDataSourceProperty("synchronous", "FULL");
        config.addDataSourceProperty("journal_size_limit", LOG_BYTES);
        config.addDataSourceProperty("busy_timeout", BUSY_MILLIS);
        config.addDataSourceProperty("foreign_keys", "true");
        config.addDataSourceProperty("case_sensitive_like", "true");
        return config;
    }

    @Override
    public String keepingNumbers() {
        return "";
    }

    @Override
    public void continueAfter(Handle handle, BackupTable table, long last) {
        Plain.update(handle, "DELETE FROM sqlite_sequence WHERE name = ?", table.name());
        Plain.update(handle, "INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", table.name(), last);
    }

    @Override
    public String migrations() {
        return "sqlite";
    }

    /**
     * A transaction that begins by reading cannot write once someone else has: this one begins with its mark. The driver's own
     * "begin immediate" would ask for the lock again after each commit.
     */
    @Override
    public WriteMark mark() {
        return mark;
    }

    @Override
    public boolean passes(Throwable failure) {
        return Causes.sql(failure).anyMatch(sql -> code(sql) == BUSY || code(sql) == LOCKED);
    }

    private static int code(SQLException failure) {
        return failure.getErrorCode() & 0xff;
    }

    /** SQLite has numbers instead. */
    @Override
    public @Nullable String state(SQLException failure) {
        return switch (code(failure)) {
            case 0 -> failure.getSQLState();
            case CONSTRAINT -> "23000";
            case TOO_BIG -> "22001";
            default -> "SQLite " + code(failure);
        };
    }

    @Override
    public synchronized void close() {
        claim.close();
    }
}
