package dev.chatagent.redis;

import dev.chatagent.limit.SharedRateLimiter;
import dev.chatagent.testkit.SharedRateLimiterContract;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

class RedisRateLimiterTest extends SharedRateLimiterContract {
    private final RedisFixture server = RedisFixture.start();
    private final List<RedisRateLimiter> open = new ArrayList<>();

    @Override
    protected SharedRateLimiter create() {
        RedisRateLimiter limiter = new RedisRateLimiter(RedisUrl.of(server.url()));
        open.add(limiter);
        return limiter;
    }

    @Override
    protected void takeAway() throws InterruptedException {
        server.kill();
    }

    @AfterEach
    void stop() {
        open.forEach(RedisRateLimiter::close);
        server.close();
    }
}
