package dev.chatagent.id;

import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;

/**
 * Identifies a message: its chat and its place in it, counted from 1. Text form {@code <chat>.<seq>}; as hard to guess as
 * the chat's own id, and found without an index of its own.
 */
public record MessageId(ChatId chat, int seq) {
    public MessageId {
        if (seq < 1) {
            throw new IllegalArgumentException("A message's place starts at 1, got " + seq);
        }
    }

    /** Reads the text form; anything else is NOT_FOUND, see {@link ChatId#parse}. */
    public static MessageId parse(String text) {
        int dot = text.indexOf('.');
        String place = text.substring(dot + 1);
        if (dot < 0 || !place.matches("[1-9][0-9]{0,8}")) {
            throw new ChatAgentException(ErrorCode.NOT_FOUND, "There is nothing with this id.");
        }
        return new MessageId(ChatId.parse(text.substring(0, dot)), Integer.parseInt(place));
    }

    @Override
    public String toString() {
        return chat + "." + seq;
    }
}
