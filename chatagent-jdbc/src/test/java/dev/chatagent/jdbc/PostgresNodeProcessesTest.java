package dev.chatagent.jdbc;

import dev.chatagent.testkit.EventProcessesContract;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

@Tag("proof")
class PostgresNodeProcessesTest extends EventProcessesContract {
    private static PostgresFixture server;

    @BeforeAll
    static void startServer() {
        server = PostgresFixture.create();
        server.start();
    }

    @AfterAll
    static void stopServer() {
        server.stop("immediate");
    }

    @Override
    protected Map<String, String> environment() {
        return Map.of("CHATAGENT_ENV", "test", "CHATAGENT_DATABASE_URL", server.newDatabase());
    }

    @Override
    protected void cut() throws SQLException {
        server.execute("postgres", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'");
    }

    @Override
    protected void crash() throws IOException {
        server.kill();
        server.start();
    }
}
