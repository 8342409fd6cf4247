package dev.chatagent.client;

import java.time.Duration;

/** How long things may take, as the builder describes them. */
record Timing(
        Duration heartbeat, Duration answerTimeout, Duration connectTimeout, Duration patience, Duration maxBackoff) {
    /** A connection that lasts so long counts as success; otherwise a server that drops each one would be hammered. */
    static final Duration STEADY = Duration.ofSeconds(10);

    /** From saying goodbye to being gone. */
    static final Duration FAREWELL = Duration.ofMillis(750);

    private static final Duration REFRESH_AHEAD = Duration.ofSeconds(30);
    private static final Duration BETWEEN_REFRESHES = Duration.ofSeconds(1);

    /**
     * When to ask for the next token: half a minute before the end or a quarter of what is left, and never at once: a clock that
     * is wrong must not make it ask all the time.
     */
    static Duration refreshIn(Duration left) {
        Duration quarter = left.dividedBy(4);
        Duration ahead = quarter.compareTo(REFRESH_AHEAD) < 0 ? quarter : REFRESH_AHEAD;
        Duration in = left.minus(ahead);
        return in.compareTo(BETWEEN_REFRESHES) < 0 ? BETWEEN_REFRESHES : in;
    }
}
