package dev.chatagent.event;

import dev.chatagent.storage.Storage;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands committed events to the subscriptions of this process. Each subscription has a cursor; an event that is its next one
 * is handed over directly, anything else makes it read the log from its cursor, so a late, early or missing wake-up can
 * neither lose nor double nor reorder an event.
 */
public final class EventHub {
    private static final Logger LOG = LoggerFactory.getLogger(EventHub.class);
    private static final int READ_BATCH = 256;
    private static final int MIN_READ_BATCH = 8;

    private final Storage storage;
    private final Executor executor;
    private final Executor later;
    private final Map<StreamId, CopyOnWriteArrayList<CursorSubscription>> streams = new ConcurrentHashMap<>();

    /**
     * @param executor for reading, which may block
     * @param later the same in a moment, for reading again what could not be read
     */
    public EventHub(Storage storage, Executor executor, Executor later) {
        this.storage = storage;
        this.executor = executor;
        this.later = later;
    }

    /**
     * Opens a subscription; the caller has checked access.
     *
     * @param since deliver what comes after this place; negative: from now on
     */
    public Subscription subscribe(StreamId stream, long since, Subscriber subscriber) {
        CursorSubscription subscription = new CursorSubscription(stream, subscriber);
        streams.compute(stream, (id, list) -> {
            CopyOnWriteArrayList<CursorSubscription> result = list == null ? new CopyOnWriteArrayList<>() : list;
            result.add(subscription);
            return result;
        });
        try {
            subscription.open(since);
        } catch (RuntimeException e) {
            subscription.close();
            throw e;
        }
        return subscription;
    }

    /** Wakes the stream's subscriptions; events are consecutive and ascending. */
    void publish(StreamId stream, List<Event> events) {
        List<CursorSubscription> subscriptions = streams.get(stream);
        if (subscriptions != null) {
            subscriptions.forEach(subscription -> subscription.offer(events));
        }
    }

    private final class CursorSubscription implements Subscription {
        private final StreamId stream;
        private final Subscriber subscriber;
        private long next;
        private boolean recovered;
        private long startSeq;
        /** Delivery is going on, or has not started: whoever comes meanwhile only leaves {@link #behind}. */
        private boolean busy = true;

        private boolean behind;
        /** Delivery goes on with {@link #resume()}; {@link #busy} is held meanwhile. */
        private boolean paused;

        /** Small for a subscriber that takes little at a time, so that events are not read again and again. */
        private int batch = READ_BATCH;

        private volatile boolean closed;

        CursorSubscription(StreamId stream, Subscriber subscriber) {
            this.stream = stream;
            this.subscriber = subscriber;
        }

        /** Registered before it reads, so that nothing committed in between is missed. */
        void open(long since) {
            long[] window = storage.read(unit -> {
                EventRepository events = unit.get(EventRepository.class);
                return new long[] {events.firstSeq(stream), events.lastSeq(stream)};
            });
            recovered = since < 0 || (since >= window[0] - 1 && since <= window[1]);
            startSeq = since < 0 || !recovered ? window[1] : since;
            next = startSeq + 1;
            behind = startSeq < window[1];
        }

        @Override
        public boolean recovered() {
            return recovered;
        }

        @Override
        public long seq() {
            return startSeq;
        }

        @Override
        public void start() {
            later();
        }

        @Override
        public void resume() {
            if (unpause()) {
                later();
            }
        }

        private synchronized boolean unpause() {
            boolean was = paused;
            paused = false;
            return was;
        }

        /** The thread belongs to whoever wrote the event, and must not learn that the runtime is closing. */
        private void later() {
            try {
                executor.execute(this::catchUp);
            } catch (RejectedExecutionException e) {
                LOG.debug("A subscription ends with its runtime: {}", e.toString());
                close();
            }
        }

        void offer(List<Event> events) {
            synchronized (this) {
                if (busy) {
                    behind = true;
                    return;
                }
                busy = true;
            }
            boolean direct = false;
            for (Event event : events) {
                if (event.seq() == next) {
                    deliver(event);
                    direct = true;
                }
            }
            boolean gap = !direct && !events.isEmpty() && events.get(0).seq() > next;
            synchronized (this) {
                if (!behind && !gap) {
                    busy = false;
                    return;
                }
            }
            later();
        }

        /** Reads from the log until nothing is left or the subscriber is not ready; entered with {@link #busy} held. */
        private void catchUp() {
            while (!closed) {
                synchronized (this) {
                    behind = false;
                }
                List<Event> events;
                try {
                    events =
                            storage.read(unit -> unit.get(EventRepository.class).read(stream, next - 1, batch));
                } catch (RuntimeException | Error e) {
                    LOG.warn("Events of a subscription cannot be read; it is tried again: {}", e.toString());
                    later.execute(this::catchUp); // still busy: there may never be another event to wake it
                    return;
                }
                int asked = batch;
                batch = Math.min(READ_BATCH, asked * 2);
                for (int i = 0; i < events.size(); i++) {
                    if (mustWait(i)) {
                        return;
                    }
                    deliver(events.get(i));
                }
                synchronized (this) {
                    if (events.size() < asked && !behind) {
                        busy = false;
                        return;
                    }
                }
            }
        }

        /** Asks again after it said that it waits: room that was made in between would call nobody. */
        private boolean mustWait(int taken) {
            if (ready()) {
                return false;
            }
            batch = Math.max(MIN_READ_BATCH, taken * 2);
            synchronized (this) {
                paused = true;
            }
            return !ready() || !unpause();
        }

        private boolean ready() {
            return closed || subscriber.ready();
        }

        private void deliver(Event event) {
            if (closed) {
                return;
            }
            next = event.seq() + 1;
            try {
                subscriber.onEvent(event);
            } catch (RuntimeException | Error e) { // the thread belongs to whoever wrote the event
                LOG.error("A subscriber threw and is closed", e);
                close();
            }
        }

        @Override
        public void close() {
            closed = true;
            streams.computeIfPresent(stream, (id, list) -> {
                list.remove(this);
                return list.isEmpty() ? null : list;
            });
        }
    }
}
