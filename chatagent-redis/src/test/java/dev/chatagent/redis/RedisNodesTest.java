package dev.chatagent.redis;

import dev.chatagent.event.EventBroker;
import dev.chatagent.storage.Storage;
import dev.chatagent.storage.memory.InMemoryStorage;
import dev.chatagent.testkit.EventNodesContract;
import dev.chatagent.testkit.SharedStorage;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class RedisNodesTest extends EventNodesContract {
    private static RedisFixture server;

    private final Storage storage = InMemoryStorage.create();

    @BeforeAll
    static void startServer() {
        server = RedisFixture.start();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @Override
    protected Storage storage() {
        return new SharedStorage(storage);
    }

    @Override
    protected Optional<EventBroker> broker() {
        return Optional.of(new RedisBroker(RedisUrl.of(server.url())));
    }

    @Override
    protected void cut() throws IOException {
        server.cut();
    }
}
