package dev.chatagent.jdbc;

import java.util.function.Supplier;

/** H2 closes the whole database when a thread is interrupted during file access: the flag is hidden meanwhile. */
final class Interruption {
    private Interruption() {}

    static <T> T shielded(Supplier<T> work) {
        boolean interrupted = Thread.interrupted();
        try {
            return work.get();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
