package dev.chatagent.jdbc;

import dev.chatagent.storage.Storage;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class H2QueryPlanTest extends QueryPlanContract {
    @TempDir
    private Path directory;

    @Override
    Dialect dialect() {
        return new H2Dialect(H2Url.of(directory.resolve("database")));
    }

    @Override
    Storage storage() {
        return JdbcStorage.h2(directory.resolve("database"));
    }

    @Override
    String explain() {
        return "EXPLAIN ";
    }

    @Override
    boolean isSlow(String sql, String plan) {
        return plan.contains(".tableScan") || (sql.contains("ORDER BY") && !plan.contains("/* index sorted"));
    }
}
