package dev.chatagent.limit;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

/**
 * A limit as the generic cell rate algorithm counts it by the clock of a server where nodes meet, which is no finer than a microsecond.
 *
 * @param step what one call adds to the load of its key, in microseconds
 * @param tolerance how far a load may reach from now on, in microseconds
 */
public record GcraMicros(RateLimit limit, long step, long tolerance) {

    public static GcraMicros of(RateLimit limit) {
        long step = Math.max(1, limit.period().toNanos() / limit.permits() / 1_000);
        return new GcraMicros(limit, step, step * limit.burst());
    }

    /** @param load how far the key's load reaches from now on, in microseconds, the call with it when it was admitted */
    public RateDecision decision(boolean admitted, long load) {
        return new RateDecision(
                limit,
                admitted,
                (int) Math.max(0, (tolerance - load) / step),
                Duration.of(load, ChronoUnit.MICROS),
                admitted ? Duration.ZERO : Duration.of(load + step - tolerance, ChronoUnit.MICROS));
    }

    /** Where nobody could be asked: admitted, as the first call of its key. */
    public static RateDecision uncounted(RateLimit limit) {
        return new RateDecision(limit, true, limit.burst() - 1, Duration.ZERO, Duration.ZERO);
    }
}
