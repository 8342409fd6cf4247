package dev.chatagent.id;

import java.util.UUID;

/** Identifies a chat session. Version 4 UUID, 122 random bits; text form is the canonical UUID. */
public record ChatId(UUID value) {

    /**
     * Reads the canonical text form.
     *
     * @throws dev.chatagent.error.ChatAgentException with code NOT_FOUND when the text is no id: to a caller, an id that
     *     cannot exist and one that does not are the same
     */
    public static ChatId parse(String text) {
        return new ChatId(Uuids.parse(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
