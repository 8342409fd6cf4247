package dev.chatagent.benchmarks;

import java.time.Duration;
import java.util.List;

/**
 * How much is measured.
 *
 * @param warmUp time for which each side runs before anything counts
 * @param slice time for which one side runs before the other has its turn
 * @param chats chats of 1,000 messages in the large history; the small one has a hundredth, at least one
 * @param starts cold starts of each kind
 * @param logins logins of each kind in a round
 * @param guesses failed logins, and resets, of each kind
 * @param crowds numbers of WebSockets that hear the same event
 * @param passwordCost bcrypt's cost
 */
record Scale(
        int rounds,
        Duration warmUp,
        Duration slice,
        int chats,
        int starts,
        int logins,
        int guesses,
        List<Integer> crowds,
        int passwordCost) {

    static Scale full() {
        return new Scale(9, Duration.ofSeconds(8), Duration.ofSeconds(1), 1_000, 7, 10, 1_000, List.of(500, 2_000), 12);
    }

    static Scale quick() {
        return new Scale(5, Duration.ofSeconds(1), Duration.ofMillis(200), 50, 5, 5, 100, List.of(500), 10);
    }

    /** Proves that a program works, nothing else. */
    static Scale tiny() {
        return new Scale(1, Duration.ofMillis(20), Duration.ofMillis(20), 2, 1, 1, 4, List.of(8), 4);
    }
}
