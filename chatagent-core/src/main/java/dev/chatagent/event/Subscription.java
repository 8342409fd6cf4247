package dev.chatagent.event;

/**
 * An open subscription. Thread-safe.
 */
public interface Subscription extends AutoCloseable {

    /** Whether everything after the asked point is delivered; false when the log does not reach back that far. */
    boolean recovered();

    /** The point from which events are delivered: the first has {@code seq + 1}. */
    long seq();

    /** Starts delivery; so that the caller can announce {@link #seq()} first. */
    void start();

    /** Goes on after the subscriber was not ready; else does nothing. */
    void resume();

    /** No event is delivered once this has returned, except one whose delivery is going on. Idempotent. */
    @Override
    void close();
}
