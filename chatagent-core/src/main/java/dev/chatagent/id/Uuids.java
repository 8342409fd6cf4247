package dev.chatagent.id;

import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Strict reading of canonical UUIDs: {@link UUID#fromString} alone accepts {@code 1-1-1-1-1} and capitals. */
final class Uuids {
    private static final int LENGTH = 36;

    private Uuids() {}

    static UUID parse(String text) {
        try {
            if (text.length() == LENGTH) {
                UUID uuid = UUID.fromString(text);
                if (uuid.toString().equals(text)) { // cheaper than a pattern, and every token has two
                    return uuid;
                }
            }
        } catch (IllegalArgumentException e) {
            throw notFound(e);
        }
        throw notFound(null);
    }

    private static ChatAgentException notFound(@Nullable Throwable cause) {
        return new ChatAgentException(ErrorCode.NOT_FOUND, "There is nothing with this id.", cause);
    }
}
