package dev.chatagent.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.limit.RateLimit;
import dev.chatagent.limit.SharedRateLimiter;
import dev.chatagent.testkit.SharedRateLimiterContract;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PostgresRateLimiterTest extends SharedRateLimiterContract {
    private final String url = PostgresFixture.get().emptyDatabase("limits");
    private final List<JdbcStorage> open = new ArrayList<>();

    @Override
    protected SharedRateLimiter create() {
        JdbcStorage storage = JdbcStorage.at(url);
        storage.start();
        open.add(storage);
        return limiter(storage);
    }

    private static SharedRateLimiter limiter(JdbcStorage storage) {
        return storage.service(SharedRateLimiter.class).orElseThrow();
    }

    @Override
    @AfterEach
    protected void takeAway() {
        open.forEach(JdbcStorage::close);
    }

    @Test
    void before_the_database_is_open_every_call_is_admitted() {
        RateLimit limit = new RateLimit("slow", 1, Duration.ofHours(1), 1);
        SharedRateLimiter limiter = limiter(JdbcStorage.at(url));
        assertThat(limiter.tryAcquire(limit, "key").admitted()).isTrue();
        assertThat(limiter.tryAcquire(limit, "key").admitted()).isTrue();
    }
}
