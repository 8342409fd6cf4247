package dev.chatagent.redis;

import dev.chatagent.testkit.EventProcessesContract;
import dev.chatagent.testkit.SharedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** Hints by Redis, events in PostgreSQL. */
@Tag("proof")
class RedisNodeProcessesTest extends EventProcessesContract {
    private static SharedPostgres postgres;
    private static RedisFixture redis;
    private static int databases;

    @BeforeAll
    static void startServers(@TempDir Path home) {
        postgres = SharedPostgres.start(home);
        redis = RedisFixture.start();
    }

    @AfterAll
    static void stopServers() {
        if (redis != null) {
            redis.close();
        }
        if (postgres != null) {
            postgres.close();
        }
    }

    @Override
    protected Map<String, String> environment() throws IOException {
        return Map.of(
                "CHATAGENT_ENV", "test",
                "CHATAGENT_DATABASE_URL", postgres.url("processes_" + ++databases),
                "CHATAGENT_REDIS_URL", redis.url());
    }

    @Override
    protected void cut() throws IOException {
        redis.cut();
    }

    @Override
    protected void crash() throws IOException, InterruptedException {
        redis.kill();
        postgres.crash();
        redis.run();
    }
}
