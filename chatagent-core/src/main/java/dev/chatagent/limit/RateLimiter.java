package dev.chatagent.limit;

/**
 * SPI: counts calls against limits. Called on request threads, concurrently, before and after authentication; must be fast,
 * bounded in memory and never throw. Closed by nobody: holds no resources.
 */
public interface RateLimiter {

    /**
     * Takes one call of the key's allowance, if there is one.
     *
     * @param key who calls, e.g. an address or a user, any text; keys of different limits are apart
     */
    RateDecision tryAcquire(RateLimit limit, String key);
}
