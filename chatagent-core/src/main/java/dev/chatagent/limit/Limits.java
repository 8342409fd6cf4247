package dev.chatagent.limit;

import dev.chatagent.config.Environment;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.id.UserId;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** The policy: which call counts against which limit of whom. Thread-safe. */
public final class Limits {
    private final RateLimiter limiter;
    private final Map<LimitClass, RateLimit> limits;
    private final ConnectionPlaces places;
    private final boolean enabled;

    public Limits(RateLimiter limiter, Map<LimitClass, RateLimit> limits, int connectionsPerUser, boolean enabled) {
        this.limiter = limiter;
        this.limits = new EnumMap<>(limits);
        this.places = new ConnectionPlaces(connectionsPerUser);
        this.enabled = enabled;
    }

    /** The limits of an environment. Development is roomier, so that a reloading developer meets none. */
    public static Map<LimitClass, RateLimit> preset(Environment environment) {
        int factor = environment == Environment.PRODUCTION ? 1 : 10;
        Map<LimitClass, RateLimit> limits = new EnumMap<>(LimitClass.class);
        limits.put(LimitClass.ADDRESS, perSecond("address", 50 * factor, 200 * factor));
        limits.put(
                LimitClass.CREDENTIALS, new RateLimit("credentials", 20 * factor, Duration.ofMinutes(1), 20 * factor));
        limits.put(LimitClass.REFRESH, new RateLimit("refresh", 120 * factor, Duration.ofMinutes(1), 120 * factor));
        limits.put(LimitClass.READ, perSecond("read", 20 * factor, 100 * factor));
        limits.put(LimitClass.WRITE, perSecond("write", 10 * factor, 40 * factor));
        limits.put(LimitClass.SEND, new RateLimit("send", 30 * factor, Duration.ofMinutes(1), 10 * factor));
        limits.put(LimitClass.COMMAND, perSecond("command", 20, 40));
        return limits;
    }

    private static RateLimit perSecond(String name, int permits, int burst) {
        return new RateLimit(name, permits, Duration.ofSeconds(1), burst);
    }

    /** Counts a call by where it comes from; empty when limits are off. */
    public Optional<RateDecision> byAddress(LimitClass limitClass, ClientAddress address) {
        return decide(limitClass, "a:" + address.bucket());
    }

    /** Counts a call by who makes it; empty when limits are off. */
    public Optional<RateDecision> byUser(LimitClass limitClass, UserId user) {
        return decide(limitClass, "u:" + user);
    }

    /**
     * Takes one of the user's places for connections, WebSockets and event streams together.
     *
     * @return gives the place back, however often it is run; empty when all places are taken
     */
    public Optional<Runnable> connection(UserId user) {
        return enabled ? places.take(user) : Optional.of(() -> {});
    }

    private Optional<RateDecision> decide(LimitClass limitClass, String key) {
        RateLimit limit = limits.get(limitClass);
        return enabled && limit != null ? Optional.of(limiter.tryAcquire(limit, key)) : Optional.empty();
    }

    /** Turns a refusal into the exception that callers see. */
    public static void require(Optional<RateDecision> decision) {
        if (decision.isPresent() && !decision.get().admitted()) {
            Duration wait = decision.get().retryAfter();
            throw ChatAgentException.retryLater(
                    ErrorCode.RATE_LIMITED,
                    "Too many requests. Try again in "
                            + Math.max(1, wait.plusNanos(999_999_999).toSeconds()) + " s.",
                    wait);
        }
    }
}
