package dev.chatagent.redis;

import dev.chatagent.ChatAgentModule;
import dev.chatagent.RuntimeContext;
import dev.chatagent.config.Settings;
import dev.chatagent.event.EventBroker;
import dev.chatagent.limit.SharedRateLimiter;
import java.util.Optional;

/**
 * Lets nodes tell one another of events, and count sensitive calls together, through the Redis of {@link Settings#REDIS_URL}
 * instead of the database; without that setting it does nothing. Found by itself; nothing has to be called.
 */
public final class RedisModule implements ChatAgentModule {
    /** For {@link java.util.ServiceLoader}. */
    public RedisModule() {}

    @Override
    public String name() {
        return "chatagent-redis";
    }

    @Override
    public <T> Optional<T> service(RuntimeContext context, Class<T> type) {
        Optional<RedisUrl> url = context.settings()
                .set(Settings.REDIS_URL)
                .filter(text -> !text.isBlank())
                .map(RedisUrl::of);
        if (type == EventBroker.class) {
            return url.map(RedisBroker::new).map(type::cast);
        }
        if (type == SharedRateLimiter.class) {
            return url.map(RedisRateLimiter::new).map(type::cast);
        }
        return Optional.empty();
    }
}
