package dev.chatagent.limit;

import java.time.Duration;

/**
 * Whether a call was admitted.
 *
 * @param remaining calls that would be admitted right now
 * @param reset after this the whole burst is there again
 * @param retryAfter zero when admitted; else after exactly this a call of the same key is admitted, if no other takes it
 */
public record RateDecision(RateLimit limit, boolean admitted, int remaining, Duration reset, Duration retryAfter) {}
