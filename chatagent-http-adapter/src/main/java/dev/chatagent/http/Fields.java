package dev.chatagent.http;

import dev.chatagent.error.ChatAgentException;
import org.jspecify.annotations.Nullable;

/** Shape checks that bodies share. */
final class Fields {
    private Fields() {}

    /** @throws ChatAgentException INVALID_REQUEST naming the field, when it is missing */
    static <T> T required(String field, @Nullable T value) {
        if (value == null) {
            throw ChatAgentException.invalid(field, "required", "'" + field + "' is required.");
        }
        return value;
    }
}
