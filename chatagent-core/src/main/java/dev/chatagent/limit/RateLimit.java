package dev.chatagent.limit;

import java.time.Duration;

/**
 * A limit: so many calls a period on average, so many at once.
 *
 * @param name stable policy name in headers and problems, e.g. {@code login}
 */
public record RateLimit(String name, int permits, Duration period, int burst) {
    private static final Duration MAX_FILL = Duration.ofDays(366);

    public RateLimit {
        if (permits < 1 || burst < 1 || period.isNegative() || period.isZero()) {
            throw new IllegalArgumentException("A rate limit needs permits, burst and period above zero");
        }
        if (period.dividedBy(permits).compareTo(MAX_FILL.dividedBy(burst)) > 0) {
            throw new IllegalArgumentException("The burst of limit '" + name + "' takes longer than a year to fill");
        }
    }

    /** Time after which one more call is due. */
    long nanosPerPermit() {
        return Math.max(1, period.toNanos() / permits);
    }
}
