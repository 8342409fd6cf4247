package dev.chatagent.event;

/**
 * Receives the events of a subscription, in order, one at a time, on threads of the runtime. Must not block and must not
 * throw: whoever cannot keep up with what is written closes the subscription and comes back later with the last seq it has.
 */
@FunctionalInterface
public interface Subscriber {
    void onEvent(Event event);

    /** Called after one or more events when none follows at once: the moment to send what was gathered. Must not block either. */
    default void onPause() {}

    /**
     * Whether it can take more of what was written before; asked ahead of each such event. Whoever says no calls
     * {@link Subscription#resume()} once it can.
     */
    default boolean ready() {
        return true;
    }

    /**
     * Called when it was so slow that what comes next for it is not kept any more; the subscription has ended. Whoever subscribes again from
     * there is told {@link Subscription#recovered() recovered} false. Must not block either.
     */
    default void onLost() {}
}
