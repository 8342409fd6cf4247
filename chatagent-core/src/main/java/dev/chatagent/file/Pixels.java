package dev.chatagent.file;

import dev.chatagent.error.ChatAgentException;

/** How much memory an image takes once it is opened, told before anybody opens it. Not thread-safe. */
final class Pixels {
    /** A picture of 8,192 by 8,192; cameras of telephones make up to 50 million. */
    private static final long MAX_PICTURE = 1L << 26;

    /** All frames of a film. */
    private static final long MAX_FILM = 1L << 30;

    private long film;

    /** @throws ChatAgentException PAYLOAD_TOO_LARGE; UNSUPPORTED_MEDIA_TYPE for none at all */
    void add(FileType type, long width, long height) {
        if (width == 0 || height == 0) {
            throw Refusals.notDeclared(type);
        }
        long pixels = width * height; // both have at most 32 bits
        if (width > Integer.MAX_VALUE || height > Integer.MAX_VALUE || pixels > MAX_PICTURE) {
            throw tooMany("A picture has at most " + MAX_PICTURE + " pixels.");
        }
        film += pixels;
        if (film > MAX_FILM) {
            throw tooMany("All frames of a moving picture have at most " + MAX_FILM + " pixels.");
        }
    }

    private static ChatAgentException tooMany(String message) {
        return Refusals.large("too_many_pixels", message);
    }
}
