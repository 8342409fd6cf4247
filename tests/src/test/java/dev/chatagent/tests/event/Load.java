package dev.chatagent.tests.event;

import java.util.concurrent.atomic.AtomicLong;

/** How much is to be written and cut in all, and how far that is. Thread-safe. */
final class Load {
    private static final double LEAD = 0.03;

    final long events;
    final long cuts;
    /** At most so many events in one unit of work. */
    final int batch;
    /** How long events are kept. */
    final int windowMillis;

    private final AtomicLong written = new AtomicLong();
    private final AtomicLong cut = new AtomicLong();
    private volatile boolean stopped;

    Load(long events, long cuts, int batch, int windowMillis) {
        this.events = events;
        this.cuts = cuts;
        this.batch = batch;
        this.windowMillis = windowMillis;
    }

    void wrote(int count) {
        written.addAndGet(count);
    }

    void wasCut() {
        cut.incrementAndGet();
    }

    long cut() {
        return cut.get();
    }

    boolean writes() {
        return !stopped && written.get() < events;
    }

    boolean cuts() {
        return !stopped && cut.get() < cuts;
    }

    /** Whether the network has done more of its work than those who write: there shall be as many cuts in the end as at the beginning. */
    boolean cutsAhead() {
        return ahead() > 0;
    }

    boolean writesFarAhead() {
        return !stopped && ahead() < -LEAD;
    }

    private double ahead() {
        return (double) cut.get() / cuts - (double) written.get() / events;
    }

    /** Somebody has failed. */
    void stop() {
        stopped = true;
    }
}
