package dev.chatagent.event;

/** What happened. Each feature has a sealed family of these beside its records. */
public interface EventData {

    /** Stable name on the wire, e.g. {@code message.delta}. */
    String type();
}
