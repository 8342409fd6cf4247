package dev.chatagent.chat;

/** How far a message has come. All but {@link #PENDING} and {@link #STREAMING} are final. */
public enum MessageStatus {
    PENDING,
    STREAMING,
    COMPLETE,
    /** The server stopped in the middle; the text is what there was. */
    INTERRUPTED,
    /** The person stopped it; the text is what there was. */
    CANCELLED,
    FAILED
}
