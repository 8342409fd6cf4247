package dev.chatagent.limit;

import java.time.Duration;
import java.util.List;

/**
 * SPI: a limiter that counts for all nodes, where they meet. {@link #tryAcquire} is called on request threads and may wait for the
 * server; where nobody can be asked it admits. {@link #charge} is called by one thread at a time, never on a request's, and may
 * block. Closed by the runtime if it can be closed.
 */
public interface SharedRateLimiter extends RateLimiter {
    /** Most charges of one call. */
    int MAX_CHARGES = 1_000;

    /**
     * Counts calls that a node has admitted by itself, refusing none: a key's load may grow past its limit, up to {@link
     * GcraMicros#debt()}. In one step for each key, so that what several nodes charge at once adds up.
     *
     * @param charges up to {@link #MAX_CHARGES}, each of another key or limit
     * @return in their order, how far the load of each key reaches from now on, these calls with it; never negative
     * @throws RuntimeException when the server cannot be asked; what was charged may or may not have been counted
     */
    List<Duration> charge(List<Charge> charges);

    /**
     * What a node has admitted of a key.
     *
     * @param calls how many, above zero
     * @param load how far these calls alone reach from now on; negative when they would have been worked off that long ago
     */
    record Charge(RateLimit limit, String key, int calls, Duration load) {}
}
