package dev.chatagent.client;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * Waits between tries to connect: any time up to a ceiling that doubles, so that clients who lost their server together do not
 * come back together. Not thread-safe.
 */
final class Backoff {
    private static final long SHORTEST_MILLIS = 50;
    private static final long FIRST_CEILING_MILLIS = 1_000;
    /** A server that said that it stops, or that it is asked too much, needs some seconds. */
    private static final long CALM_CEILING_MILLIS = 4_000;

    private static final int MAX_DOUBLINGS = 20;

    private final long longestMillis;
    private final DoubleSupplier random;
    private int tries;

    /** @param random from 0 to 1 */
    Backoff(Duration longest, DoubleSupplier random) {
        this.longestMillis = longest.toMillis();
        this.random = random;
    }

    void reset() {
        tries = 0;
    }

    /**
     * The next wait.
     *
     * @param closeCode what the last connection was closed with
     * @param atLeast what the server asked for; a random part comes on top
     */
    Duration next(int closeCode, Duration atLeast) {
        long first = closeCode == CloseCodes.SHUTDOWN || closeCode == CloseCodes.FLOOD
                ? CALM_CEILING_MILLIS
                : FIRST_CEILING_MILLIS;
        long ceiling = Math.min(longestMillis, first << Math.min(tries++, MAX_DOUBLINGS));
        long wait = SHORTEST_MILLIS + (long) (random.getAsDouble() * Math.max(0, ceiling - SHORTEST_MILLIS));
        return atLeast.plusMillis(Math.min(wait, longestMillis));
    }
}
