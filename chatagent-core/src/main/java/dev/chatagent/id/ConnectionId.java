package dev.chatagent.id;

import java.util.UUID;

/** Identifies one open WebSocket or event stream, from its beginning to its end. Version 4 UUID, 122 random bits; text form is the canonical UUID. */
public record ConnectionId(UUID value) {

    /**
     * Reads the canonical text form.
     *
     * @throws dev.chatagent.error.ChatAgentException with code NOT_FOUND when the text is no id
     */
    public static ConnectionId parse(String text) {
        return new ConnectionId(Uuids.parse(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
