package dev.chatagent.id;

import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import java.util.UUID;
import java.util.regex.Pattern;

/** Strict reading of canonical UUIDs: {@link UUID#fromString} alone accepts {@code 1-1-1-1-1}. */
final class Uuids {
    private static final Pattern CANONICAL =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    private Uuids() {}

    static UUID parse(String text) {
        if (!CANONICAL.matcher(text).matches()) {
            throw new ChatAgentException(ErrorCode.NOT_FOUND, "There is nothing with this id.");
        }
        return UUID.fromString(text);
    }
}
