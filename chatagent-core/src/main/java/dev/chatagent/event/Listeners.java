package dev.chatagent.event;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Who listens to a stream. Few are handed events by the thread that wrote them. Many are handed them by another one, so that the
 * writer does not wait for all of them, and what is written meanwhile reaches each in one go. Thread-safe.
 */
final class Listeners {
    /** So many take about a millisecond. */
    private static final int MANY = 32;
    /** Characters. Beyond it only the newest event is kept: whoever misses some reads them, as fast as it can take them. */
    private static final int MAX_WAITING = 256 * 1024;

    private static final Comparator<Event> BY_SEQ = Comparator.comparingLong(Event::seq);

    private final List<CursorSubscription> all = new CopyOnWriteArrayList<>();
    private final Executor executor;
    /** Held while many are handed something: the next one finds all of them where this one left them. */
    private final Object turn = new Object();

    private List<Event> waiting = new ArrayList<>();
    private int waitingSize;
    private boolean handing;

    Listeners(Executor executor) {
        this.executor = executor;
    }

    List<CursorSubscription> all() {
        return all;
    }

    /** From the thread that wrote them. Events are consecutive and ascending; those of two calls need not be. */
    void written(List<Event> events) {
        if (all.size() < MANY) {
            hand(events);
        } else if (gather(events)) {
            try {
                executor.execute(this::handGathered);
            } catch (RejectedExecutionException e) { // the runtime is closing
                handGathered();
            }
        }
    }

    /** Returns when all have been handed them, or know that they have to read. */
    void hand(List<Event> events) {
        if (all.size() < MANY) {
            all.forEach(subscription -> subscription.offer(events));
        } else {
            synchronized (turn) {
                all.forEach(subscription -> subscription.offer(events));
            }
        }
    }

    /** Whether somebody has to be found who hands them over. */
    private synchronized boolean gather(List<Event> events) {
        for (Event event : events) {
            waiting.add(event);
            waitingSize += event.json().length();
        }
        if (waitingSize > MAX_WAITING) {
            Event newest = waiting.stream().max(BY_SEQ).orElseThrow();
            waiting.clear();
            waiting.add(newest);
            waitingSize = newest.json().length();
        }
        boolean first = !handing && !waiting.isEmpty();
        handing |= first;
        return first;
    }

    private void handGathered() {
        try {
            for (List<Event> next = take(); !next.isEmpty(); next = take()) {
                hand(next);
            }
        } catch (RuntimeException | Error e) { // the next event tells those who were not told
            over();
            throw e;
        }
    }

    /** Ascending, whoever came first. */
    private synchronized List<Event> take() {
        List<Event> taken = waiting;
        taken.sort(BY_SEQ);
        waiting = new ArrayList<>();
        waitingSize = 0;
        handing = !taken.isEmpty();
        return taken;
    }

    private synchronized void over() {
        handing = false;
    }
}
