package dev.chatagent.presence;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread of a node that stores what its book says is due, and looks every few seconds for nodes that died. Thread-safe. */
final class PresenceWorker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Presence.class);
    /** Between two units, so that a crowd that comes back leaves room for what people wait for. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long MAX_CLOSE_MILLIS = 3_000;

    private final PresenceBook book;
    private final PresenceRows rows;
    private final PresenceCap cap;
    private final Thread thread = new Thread(this::run, "chatagent-presence");
    private long nextLook = System.nanoTime();
    private boolean failing;
    private boolean started;
    private volatile boolean closed;

    PresenceWorker(PresenceBook book, PresenceRows rows, PresenceCap cap) {
        this.book = book;
        this.rows = rows;
        this.cap = cap;
        thread.setDaemon(true);
    }

    synchronized void start() {
        if (!closed) {
            started = true;
            thread.start();
        }
    }

    void wake() {
        LockSupport.unpark(thread);
    }

    private void run() {
        while (!closed || !(book.isEmpty() || failing)) {
            long start = System.nanoTime();
            try {
                boolean wrote = write();
                if (!closed && start - nextLook >= 0) {
                    wrote |= look();
                }
                failing = false;
                rest(start, wrote ? PAUSE_NANOS : 0);
            } catch (RuntimeException | Error e) { // whatever it is, connections must not suffer
                complain(e);
                rest(start, RETRY_NANOS);
            }
        }
    }

    private boolean write() {
        PresenceBook.Batch batch = book.take(System.nanoTime(), PresenceRows.MAX_IN_UNIT);
        if (batch.isEmpty()) {
            return false;
        }
        try {
            rows.write(batch);
        } catch (RuntimeException | Error e) {
            book.failed(batch);
            throw e;
        }
        book.stored(batch);
        cap.stored(batch.joined());
        return true;
    }

    /** Goes on at once while there is more to sweep. */
    private boolean look() {
        boolean swept = rows.sweep();
        if (!swept) {
            rows.compare(book);
            cap.look();
            nextLook = System.nanoTime() + LOOK_NANOS;
        }
        return swept;
    }

    private void complain(Throwable e) {
        if (!failing) { // once, not each second
            LOG.warn("Who is here cannot be stored for the moment; it is tried again: {}", e.toString());
        }
        failing = true;
    }

    /** At least so long, then until something is due; not at all once it is closed. */
    private void rest(long start, long least) {
        long now = System.nanoTime();
        while (!closed && now - start < least) {
            LockSupport.parkNanos(this, least - (now - start));
            now = System.nanoTime();
        }
        long left = book.nanosToNext(now, nextLook - now);
        if (!closed && left > 0) {
            LockSupport.parkNanos(this, left);
        }
    }

    @Override
    public void close() {
        book.close(System.nanoTime());
        synchronized (this) {
            closed = true;
            if (!started) {
                return;
            }
        }
        wake();
        try {
            thread.join(MAX_CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
