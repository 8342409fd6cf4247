package dev.chatagent.jdbc;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Pauses between tries, each about twice as long as the one before, for a limited time in all. Half of each pause is random, so
 * that those who failed together do not come back together. Not thread-safe.
 */
final class Backoff {
    private static final long FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(25);
    private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final long end;
    private long pause = FIRST_NANOS;

    Backoff(Duration inAll) {
        this.end = System.nanoTime() + inAll.toNanos();
    }

    /** Waits, and says whether to try again; false at once when the time is up. An interrupt shortens it and stays up. */
    boolean again() {
        long now = System.nanoTime();
        if (now - end >= 0) {
            return false;
        }
        long random = ThreadLocalRandom.current().nextLong(pause / 2, pause);
        long until = Math.min(now + random, end);
        while (System.nanoTime() - until < 0 && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(this, until - System.nanoTime());
        }
        pause = Math.min(2 * pause, LONGEST_NANOS);
        return true;
    }
}
