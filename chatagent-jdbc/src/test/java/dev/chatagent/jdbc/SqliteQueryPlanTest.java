package dev.chatagent.jdbc;

import dev.chatagent.storage.Storage;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteQueryPlanTest extends QueryPlanContract {
    @TempDir
    private Path directory;

    @Override
    Dialect dialect() {
        return new SqliteDialect(directory.resolve("database.db"));
    }

    @Override
    Storage storage() {
        return Embedded.SQLITE.storage(directory);
    }

    @Override
    String explain() {
        return "EXPLAIN QUERY PLAN ";
    }

    @Override
    boolean isSlow(String sql, String plan) {
        return plan.contains("SCAN ") || plan.contains("TEMP B-TREE");
    }
}
