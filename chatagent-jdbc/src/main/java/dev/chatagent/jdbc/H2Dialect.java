package dev.chatagent.jdbc;

import com.zaxxer.hikari.HikariConfig;
import java.nio.file.Path;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** H2, in this process: one file that one storage has for itself. */
final class H2Dialect implements Dialect {
    /** H2's REPEATABLE READ fixes each table when it is first read; what was written together must be seen together. */
    private static final String ONE_MOMENT = "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SNAPSHOT";

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
        location.file().ifPresent(path -> {
            ClaimedFile file = new ClaimedFile(path, ".mv.db");
            claimed = file;
            file.claim();
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
        config.setJdbcUrl(location.url());
        config.setConnectionInitSql(ONE_MOMENT);
        return config;
    }

    @Override
    public String migrations() {
        return "h2";
    }

    @Override
    public void sync(Handle handle) {
        handle.execute("CHECKPOINT SYNC");
    }

    @Override
    public synchronized void close() {
        if (claimed != null) {
            claimed.close();
        }
    }
}
