package dev.chatagent.jdbc;

import dev.chatagent.storage.Storage;
import dev.chatagent.testkit.EventNodesContract;
import java.sql.SQLException;

class PostgresNodesTest extends EventNodesContract {
    private static final PostgresFixture SERVER = PostgresFixture.get();
    private static final String DATABASE = "nodes";

    private final String url = SERVER.emptyDatabase(DATABASE);

    @Override
    protected Storage storage() {
        return JdbcStorage.at(url);
    }

    /** Those of the pools stay. */
    @Override
    protected void cut() throws SQLException {
        SERVER.execute(
                "postgres",
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + DATABASE
                        + "' AND (query LIKE 'LISTEN%' OR query LIKE '%pg_notify%' OR query LIKE 'SET synchronous_commit%' OR query = 'SELECT 1')");
    }
}
