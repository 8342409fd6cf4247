package dev.chatagent.client;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** What a connection waits for, at most one of a kind. Confined to the loop. */
final class Timers {
    static final String RETRY = "retry";
    static final String OPEN = "open";
    static final String STEADY = "steady";
    static final String HEARTBEAT = "heartbeat";
    static final String REFRESH = "refresh";

    private final Loop loop;
    private final Map<String, Runnable> pending = new HashMap<>();

    Timers(Loop loop) {
        this.loop = loop;
    }

    void start(String kind, Duration in, Runnable work) {
        stop(kind);
        pending.put(kind, loop.after(in, () -> {
            pending.remove(kind);
            work.run();
        }));
    }

    boolean pending(String kind) {
        return pending.containsKey(kind);
    }

    void stop(String kind) {
        Runnable stop = pending.remove(kind);
        if (stop != null) {
            stop.run();
        }
    }

    void stopAll() {
        pending.values().forEach(Runnable::run);
        pending.clear();
    }
}
