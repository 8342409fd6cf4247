package dev.chatagent.event;

import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A subscription with a cursor in the log: what is next is handed over, anything else makes it read from its cursor. Thread-safe. */
final class CursorSubscription implements Subscription {
    private static final Logger LOG = LoggerFactory.getLogger(EventHub.class);
    private static final int READ_BATCH = 256;
    /** For each of the threads that read: a few large events, or many small ones. */
    private static final long READ_BYTES = 1 << 20;

    private static final int MIN_READ_BATCH = 8;

    private final EventHub hub;
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

    CursorSubscription(EventHub hub, StreamId stream, Subscriber subscriber) {
        this.hub = hub;
        this.stream = stream;
        this.subscriber = subscriber;
    }

    /** Registered before it reads, so that nothing committed in between is missed. */
    void open(long since) {
        long[] window = hub.storage().read(unit -> {
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
            hub.executor().execute(this::catchUp);
        } catch (RejectedExecutionException e) {
            LOG.debug("A subscription ends with its runtime: {}", e.toString());
            close();
        } catch (Error e) { // no thread was to be had
            LOG.error("A subscription waits for a thread", e);
            hub.later().execute(this::catchUp);
        }
    }

    /** Takes what is next of them; they are ascending. */
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
        if (direct) {
            pause();
        }
        boolean gap = !events.isEmpty() && events.get(events.size() - 1).seq() >= next;
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
            EventPage page;
            try {
                page = hub.storage()
                        .read(unit -> unit.get(EventRepository.class).read(stream, next - 1, batch, READ_BYTES));
            } catch (RuntimeException | Error e) {
                LOG.warn("Events of a subscription cannot be read; it is tried again: {}", e.toString());
                hub.later().execute(this::catchUp); // still busy: there may never be another event to wake it
                return;
            }
            batch = Math.min(READ_BATCH, batch * 2);
            List<Event> events = page.events();
            if (!events.isEmpty() && events.get(0).seq() != next) {
                lost();
                return;
            }
            for (int i = 0; i < events.size(); i++) {
                if (mustWait(i)) {
                    return;
                }
                deliver(events.get(i));
            }
            pause();
            synchronized (this) {
                if (!page.more() && !behind) {
                    busy = false;
                    return;
                }
            }
        }
    }

    /** What it has not read has been deleted meanwhile. */
    private void lost() {
        if (!closed) {
            LOG.debug("A subscription is behind the retained window: it has all before {} of {}", next, stream);
            close();
            try {
                subscriber.onLost();
            } catch (RuntimeException | Error e) {
                end(e);
            }
        }
    }

    /** Asks again after it said that it waits: room that was made in between would call nobody. */
    private boolean mustWait(int taken) {
        if (ready()) {
            return false;
        }
        batch = Math.max(MIN_READ_BATCH, taken * 2);
        pause();
        synchronized (this) {
            paused = true;
        }
        return !ready() || !unpause();
    }

    private boolean ready() {
        return closed || subscriber.ready();
    }

    private void deliver(Event event) {
        next = event.seq() + 1;
        if (!closed) {
            try {
                subscriber.onEvent(event);
            } catch (RuntimeException | Error e) {
                end(e);
            }
        }
    }

    private void pause() {
        if (!closed) {
            try {
                subscriber.onPause();
            } catch (RuntimeException | Error e) {
                end(e);
            }
        }
    }

    /** The thread belongs to whoever wrote the event. */
    private void end(Throwable thrown) {
        LOG.error("A subscriber threw and is closed", thrown);
        close();
    }

    /** The place up to which it has been handed events, unless it is reading by itself. */
    synchronized OptionalLong waitingAt() {
        return busy ? OptionalLong.empty() : OptionalLong.of(next - 1);
    }

    @Override
    public void close() {
        closed = true;
        hub.remove(stream, this);
    }
}
