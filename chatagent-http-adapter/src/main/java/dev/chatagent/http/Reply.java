package dev.chatagent.http;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One of the answers that a route declares when all is well.
 *
 * @param mediaType without parameters
 * @param schema the record that is written as JSON, or a JSON Schema; {@link Void} for no body
 * @param example as it would be written
 */
record Reply(
        int status,
        String mediaType,
        Object schema,
        @Nullable Object example,
        String description) {
    static Reply json(int status, Object example) {
        return new Reply(status, "application/json", example.getClass(), example, "Done.");
    }

    static Reply nothing(int status) {
        return new Reply(status, "", Void.class, null, "Done; no body.");
    }

    /** For what callers keep: its {@code ETag} is the one in {@code If-None-Match}. */
    static Reply unchanged() {
        return new Reply(304, "", Void.class, null, "What the caller has is what there is.");
    }

    static Reply of(int status, String mediaType, Map<String, Object> schema, Object example, String description) {
        return new Reply(status, mediaType.split(";", 2)[0].strip(), schema, example, description);
    }

    boolean hasBody() {
        return schema != Void.class;
    }
}
