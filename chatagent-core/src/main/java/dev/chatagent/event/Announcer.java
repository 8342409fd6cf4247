package dev.chatagent.event;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What brokers share: gathers which streams have grown and sends that together, at most {@value #MAX_PER_SECOND} times a second,
 * from a thread of its own. What cannot be sent waits, bounded, until it can. Thread-safe.
 */
public final class Announcer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);
    private static final int MAX_PER_SECOND = 200;
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1) / MAX_PER_SECOND;
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int MAX_PENDING = 10_000;
    private static final int SENDER_CHARS = 8;

    /** Carries lines of ASCII to every node, this one included. */
    @FunctionalInterface
    public interface Transport {

        /** Sends all of them or throws; blocks. Called by one thread at a time. */
        void send(List<String> lines) throws Exception;
    }

    private final String self = UUID.randomUUID().toString().substring(0, SENDER_CHARS);
    private final int maxChars;
    private final Transport transport;
    private final Thread thread;
    private final Map<StreamId, Long> pending = new ConcurrentHashMap<>();
    private final AtomicBoolean everything = new AtomicBoolean();
    private volatile boolean closed;
    private boolean failing;

    /** @param maxChars of a line; what does not fit goes into further ones */
    public Announcer(String name, int maxChars, Transport transport) {
        this.maxChars = maxChars;
        this.transport = transport;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** As {@link EventBroker#announce}. */
    public void announce(StreamId stream, long seq) {
        if (pending.size() < MAX_PENDING) {
            pending.merge(stream, seq, Math::max);
        } else {
            everything.set(true);
        }
        LockSupport.unpark(thread);
    }

    /** Passes on a line that arrived, unless it is one of this announcer's own. */
    public void heard(String line, EventBroker.Listener listener) {
        Hints.decode(self, line, listener);
    }

    private void run() {
        while (!closed) {
            if (pending.isEmpty() && !everything.get()) {
                LockSupport.park(this);
            } else {
                long start = System.nanoTime();
                boolean sent = send();
                pause(start + (sent ? PAUSE_NANOS : RETRY_NANOS));
            }
        }
    }

    private boolean send() {
        boolean all = everything.getAndSet(false);
        Map<StreamId, Long> grown = take();
        try {
            transport.send(all ? List.of(Hints.everything(self)) : Hints.encode(self, grown, maxChars));
            failing = false;
            return true;
        } catch (Exception e) {
            if (!failing && !closed) { // once, not ten times a second
                LOG.warn(
                        "Other nodes cannot be told of new events for the moment; they look for themselves: {}",
                        e.toString());
            }
            failing = true;
            everything.compareAndSet(false, all);
            grown.forEach(this::announce);
            return false;
        }
    }

    /** Removes what it takes with its place, so that what grew further meanwhile stays. */
    private Map<StreamId, Long> take() {
        Map<StreamId, Long> taken = new HashMap<>(pending);
        taken.forEach(pending::remove);
        return taken;
    }

    /** Until then, or until it is closed; new announcements do not end it. */
    private void pause(long untilNanos) {
        long left = untilNanos - System.nanoTime();
        while (left > 0 && !closed) {
            LockSupport.parkNanos(this, left);
            left = untilNanos - System.nanoTime();
        }
    }

    /** Ends its thread without sending what waits: every node looks for itself once a second. Idempotent. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
