package dev.chatagent.jdbc;

import dev.chatagent.storage.Storage;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** The policies must not keep the planner from its indexes. */
class PostgresRowSecurityQueryPlanTest extends PostgresQueryPlanTest {
    private final String url = ordinary();

    private static String ordinary() {
        try {
            PostgresFixture server = PostgresFixture.get();
            return server.asOrdinaryRole(server.newDatabase());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    Storage storage() {
        return JdbcStorage.at(url).behindRowSecurity();
    }

    /** The recorded connection names no owners of its own. */
    @Override
    void prepare(Connection connection) throws Exception {
        super.prepare(connection);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT set_config('chatagent.owner', 'system', true)");
        }
    }
}
