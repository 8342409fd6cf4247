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

    /**
     * Runs the work again when an interrupt broke it, e.g. while it waited for a connection. Only for work that has no effect
     * before its end. The flag is up again afterwards.
     */
    static <T> T survived(Supplier<T> work) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return work.get();
                } catch (RuntimeException e) {
                    if (!Thread.interrupted()) {
                        throw e;
                    }
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
