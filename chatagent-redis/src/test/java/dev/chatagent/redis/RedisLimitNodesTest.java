package dev.chatagent.redis;

import dev.chatagent.config.Settings;
import dev.chatagent.storage.Storage;
import dev.chatagent.storage.memory.InMemoryStorage;
import dev.chatagent.testkit.LimitNodesContract;
import dev.chatagent.testkit.SharedStorage;
import org.junit.jupiter.api.AfterEach;

class RedisLimitNodesTest extends LimitNodesContract {
    private final RedisFixture server = RedisFixture.start();
    private final Storage storage = InMemoryStorage.create();

    @Override
    protected Storage storage() {
        return new SharedStorage(storage);
    }

    @Override
    protected Settings with(Settings settings) {
        return settings.with(Settings.REDIS_URL, server.url());
    }

    @AfterEach
    void stopServer() {
        server.close();
    }
}
