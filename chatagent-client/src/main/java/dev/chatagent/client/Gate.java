package dev.chatagent.client;

/**
 * Counts what listeners have not handled yet, and stops reading from the network while that is too much. The server then waits,
 * and in the end sends this client away with the advice to come back. Thread-safe.
 */
final class Gate {
    private static final long MAX_CHARS = 4L * 1024 * 1024;

    private long held;
    private Runnable more = () -> {};
    private boolean waiting;

    /** Asks for the next frame as soon as there is room; whoever asked before and still waits is forgotten. */
    void whenOpen(Runnable ask) {
        synchronized (this) {
            if (held >= MAX_CHARS) {
                more = ask;
                waiting = true;
                return;
            }
            waiting = false;
        }
        ask.run();
    }

    /** Whether nothing is read just now, so that no answer can come. */
    synchronized boolean shut() {
        return waiting;
    }

    synchronized void took(long chars) {
        held += chars;
    }

    void handled(long chars) {
        Runnable ask;
        synchronized (this) {
            held -= chars;
            if (!waiting || held >= MAX_CHARS / 2) {
                return;
            }
            waiting = false;
            ask = more;
        }
        ask.run();
    }
}
