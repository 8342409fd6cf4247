package dev.chatagent.presence;

/** How a connection hears events. */
public enum ConnectionKind {
    WEBSOCKET,
    /** A stream of server-sent events. */
    EVENTS
}
