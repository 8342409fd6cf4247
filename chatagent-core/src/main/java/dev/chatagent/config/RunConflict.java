package dev.chatagent.config;

/** What a message does when its chat's last answer is still being written. */
public enum RunConflict {
    /** The message is refused. */
    REJECT,
    /** The running answer is stopped, then the message is taken. */
    INTERRUPT
}
