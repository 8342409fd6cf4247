package dev.chatagent.jdbc;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of statements that take long: their text, which holds no values because those are bound apart, and their time. A
 * database that is slow as a whole fills a few lines a minute, not the disk. Thread-safe.
 */
final class SlowStatements {
    static final Duration DEFAULT = Duration.ofMillis(500);

    private static final Logger LOG = LoggerFactory.getLogger(SlowStatements.class);
    private static final int LINES = 10;
    private static final long WINDOW_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int MAX_CHARS = 300;

    private final String database;
    private final long thresholdNanos;
    private final LongSupplier nanoClock;
    private final LongAdder slow = new LongAdder();
    /** This and the next two are guarded by this object. */
    private long windowStart;

    private int lines;
    private long dropped;

    /**
     * @param database its kind
     * @param threshold zero: nothing is slow
     */
    SlowStatements(String database, Duration threshold, LongSupplier nanoClock) {
        this.database = database;
        this.thresholdNanos = threshold.isZero() ? Long.MAX_VALUE : threshold.toNanos();
        this.nanoClock = nanoClock;
        this.windowStart = nanoClock.getAsLong();
    }

    /** @param text of the statement as it stands in the source, without values */
    void ran(String text, long nanos) {
        if (nanos < thresholdNanos) {
            return;
        }
        slow.increment();
        long before = admit();
        if (before >= 0) {
            String more = before == 0 ? "" : " (" + before + " more since the last line)";
            LOG.warn(
                    "Slow on {}: {} ms for {}{}",
                    database,
                    TimeUnit.NANOSECONDS.toMillis(nanos),
                    shortened(text),
                    more);
        }
    }

    /** How many were left out ahead of this one; negative when it is left out as well. */
    private synchronized long admit() {
        long now = nanoClock.getAsLong();
        if (now - windowStart >= WINDOW_NANOS) {
            windowStart = now;
            lines = 0;
        }
        if (lines == LINES) {
            dropped++;
            return -1;
        }
        lines++;
        long before = dropped;
        dropped = 0;
        return before;
    }

    private static String shortened(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= MAX_CHARS ? line : line.substring(0, MAX_CHARS) + "…";
    }

    /** How many there were, those without a line too. */
    long count() {
        return slow.sum();
    }
}
