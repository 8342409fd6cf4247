package dev.chatagent.id;

import java.util.UUID;

/** Identifies an uploaded file. Version 4 UUID, 122 random bits; text form is the canonical UUID. */
public record FileId(UUID value) {

    /**
     * Reads the canonical text form.
     *
     * @throws dev.chatagent.error.ChatAgentException with code NOT_FOUND when the text is no id: to a caller, an id that
     *     cannot exist and one that does not are the same
     */
    public static FileId parse(String text) {
        return new FileId(Uuids.parse(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
