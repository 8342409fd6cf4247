package dev.chatagent.chat;

import java.util.Locale;

/** How far a run has come. All but {@link #RUNNING} are final. */
public enum RunStatus {
    RUNNING,
    COMPLETED,
    FAILED,
    CANCELLED,
    INTERRUPTED;

    /** Name on the wire. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    MessageStatus messageStatus() {
        return switch (this) {
            case RUNNING -> MessageStatus.STREAMING;
            case COMPLETED -> MessageStatus.COMPLETE;
            case FAILED -> MessageStatus.FAILED;
            case CANCELLED -> MessageStatus.CANCELLED;
            case INTERRUPTED -> MessageStatus.INTERRUPTED;
        };
    }
}
