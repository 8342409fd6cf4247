package dev.chatagent.event;

/**
 * Receives the events of a subscription, in order, one at a time, on threads of the runtime. Must not block and must not
 * throw: whoever cannot keep up closes the subscription and comes back later with the last seq it has.
 */
@FunctionalInterface
public interface Subscriber {
    void onEvent(Event event);
}
