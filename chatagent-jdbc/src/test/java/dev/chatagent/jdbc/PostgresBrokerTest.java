package dev.chatagent.jdbc;

import dev.chatagent.event.EventBroker;
import dev.chatagent.testkit.EventBrokerContract;
import java.sql.SQLException;

class PostgresBrokerTest extends EventBrokerContract {
    private static final PostgresFixture SERVER = PostgresFixture.get();
    private static final String DATABASE = "broker";

    private final String url = SERVER.emptyDatabase(DATABASE);

    PostgresBrokerTest() {
        try (JdbcStorage storage = JdbcStorage.at(url)) {
            storage.start();
        }
    }

    @Override
    protected EventBroker create() {
        return JdbcStorage.at(url).service(EventBroker.class).orElseThrow();
    }

    @Override
    protected void cut() throws SQLException {
        SERVER.execute(
                "postgres",
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + DATABASE + "'");
    }
}
