package dev.chatagent.client;

/** What a client is doing about its connection. */
public enum ClientState {
    /** Made, and not asked to connect yet. */
    IDLE,
    /** On its way to its first connection. */
    CONNECTING,
    /** Authenticated: streams flow and commands are answered. */
    ONLINE,
    /** The connection was lost; it is dialled again after a wait. Nothing is lost meanwhile. */
    RECONNECTING,
    /** The server does not want this client as it is, or its credentials have ended. It stays so until {@code connect()}. */
    REFUSED,
    /** Closed by its owner; the end. */
    CLOSED
}
