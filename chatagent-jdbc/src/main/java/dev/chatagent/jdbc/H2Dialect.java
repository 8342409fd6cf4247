package dev.chatagent.jdbc;

import com.zaxxer.hikari.HikariConfig;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import org.h2.Driver;
import org.h2.api.ErrorCode;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** H2, in this process: one file that one storage has for itself. */
final class H2Dialect implements Dialect {
    private static final Logger LOG = LoggerFactory.getLogger(JdbcStorage.class);

    /** H2's REPEATABLE READ fixes each table when it is first read; what was written together must be seen together. */
    private static final String ONE_MOMENT = "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SNAPSHOT";

    private static final Set<Integer> CLOSED =
            Set.of(ErrorCode.DATABASE_IS_CLOSED, ErrorCode.DATABASE_CALLED_AT_SHUTDOWN, ErrorCode.CONNECTION_BROKEN_1);

    private static final String MARK =
            "MERGE INTO write_mark (writer, batch, written_at) KEY (writer) VALUES (?, ?, CURRENT_TIMESTAMP)";

    private final WriteMark mark = new WriteMark(UUID.randomUUID(), "", MARK, WriteMark.YESTERDAY);
    private final H2Url location;
    private @Nullable ClaimedFile claimed;

    H2Dialect(H2Url location) {
        this.location = location;
    }

    @Override
    public String kind() {
        return "H2";
    }

    @Override
    public String name() {
        return "H2, embedded";
    }

    @Override
    public synchronized void prepare() {
        H2Files.register();
        location.file().ifPresent(path -> {
            ClaimedFile file = new ClaimedFile(path, ".mv.db");
            try {
                file.claim();
                claimed = file; // only then is it ours to close
            } finally {
                if (claimed != file) {
                    file.close();
                }
            }
        });
    }

    @Override
    public Optional<Path> file() {
        return location.file();
    }

    @Override
    public Dialect at(Path otherFile) {
        return new H2Dialect(location.at(otherFile));
    }

    @Override
    public HikariConfig pool() {
        HikariConfig config = new HikariConfig();
        config.setDriverClassName(Driver.class.getName()); // a WAR's drivers are unknown to the DriverManager
        config.setJdbcUrl(location.url());
        config.setConnectionInitSql(ONE_MOMENT);
        return config;
    }

    /** A write that fails closes the whole database; who asks for a new connection once all of these are gone opens it again. */
    private static boolean closed(SQLException failure) {
        return CLOSED.contains(failure.getErrorCode());
    }

    @Override
    public boolean passes(Throwable failure) {
        return Causes.sql(failure).anyMatch(H2Dialect::closed);
    }

    @Override
    public String migrations() {
        return "h2";
    }

    @Override
    public WriteMark mark() {
        return mark;
    }

    @Override
    public void sync(Handle handle) {
        handle.execute("CHECKPOINT SYNC");
    }

    @Override
    public synchronized void close() {
        ClaimedFile mine = claimed;
        claimed = null;
        if (mine != null) {
            location.file().filter(H2Files::anyOpen).ifPresent(this::closeForgotten);
            mine.close();
        }
    }

    /** H2 keeps a database open for whoever has not given back a connection, or because it stumbled while it closed it. */
    private void closeForgotten(Path file) {
        try (Connection connection = new Driver().connect(location.url(), new Properties());
                Statement statement = connection.createStatement()) {
            statement.execute("SHUTDOWN IMMEDIATELY"); // what was acknowledged is on the disk
        } catch (SQLException e) {
            LOG.debug("The database was closed already, or nothing of it answers", e);
        }
        H2Files.closeForgotten(file);
    }
}
