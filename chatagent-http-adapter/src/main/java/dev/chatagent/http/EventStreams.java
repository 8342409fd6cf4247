package dev.chatagent.http;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Every open event stream of one servlet: a container that waits for its requests would wait for these until their tokens end. Thread-safe. */
final class EventStreams {
    private final Set<SseConnection> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    boolean closed() {
        return closed;
    }

    void add(SseConnection stream) {
        open.add(stream);
        if (closed) {
            stream.end();
        }
    }

    void remove(SseConnection stream) {
        open.remove(stream);
    }

    /** Ends all of them, and any that is just being opened. Idempotent. */
    void close() {
        closed = true;
        open.forEach(SseConnection::end);
    }
}
