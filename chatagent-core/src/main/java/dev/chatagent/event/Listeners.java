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
    /** Characters. Beyond it only the last ones are kept: who misses some reads them, as fast as it can take them. */
    private static final int MAX_WAITING = 256 * 1024;

    private final List<CursorSubscription> all = new CopyOnWriteArrayList<>();
    private final Executor executor;
    private List<Event> waiting = new ArrayList<>();
    private int waitingSize;
    private boolean handing;

    Listeners(Executor executor) {
        this.executor = executor;
    }

    List<CursorSubscription> all() {
        return all;
    }

    /** Events are consecutive and ascending; those of two calls need not be. */
    void wake(List<Event> events) {
        if (all.size() < MANY) {
            hand(events);
            return;
        }
        synchronized (this) {
            int size = events.stream().mapToInt(event -> event.json().length()).sum();
            if (waitingSize + size > MAX_WAITING) {
                waiting.clear();
                waitingSize = 0;
            }
            waiting.addAll(events);
            waitingSize += size;
            if (handing) {
                return;
            }
            handing = true;
        }
        try {
            executor.execute(this::handAll);
        } catch (RejectedExecutionException e) { // the runtime is closing
            handAll();
        }
    }

    private void handAll() {
        for (List<Event> next = take(); !next.isEmpty(); next = take()) {
            hand(next);
        }
    }

    /** Ascending, whoever came first. */
    private synchronized List<Event> take() {
        List<Event> taken = waiting;
        taken.sort(Comparator.comparingLong(Event::seq));
        waiting = new ArrayList<>();
        waitingSize = 0;
        handing = !taken.isEmpty();
        return taken;
    }

    private void hand(List<Event> events) {
        all.forEach(subscription -> subscription.offer(events));
    }
}
