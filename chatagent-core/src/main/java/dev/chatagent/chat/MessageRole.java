package dev.chatagent.chat;

/** Who a message is from. */
public enum MessageRole {
    USER,
    ASSISTANT,
    TOOL
}
