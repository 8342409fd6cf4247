package dev.chatagent.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Why a command was refused (RFC 9457).
 *
 * @param status as over HTTP; 0 when it is the client that says so
 * @param code stable, of the server's list in {@code docs/errors.md}; of the client itself are {@code unreachable} (no answer
 *     in time; a message may have been stored), {@code busy} (too much waits already) and {@code closed}
 * @param detail written for the person who called
 * @param requestId finds the cause in the server's log; empty when it is the client that says so
 * @param retryAfterSeconds when the same call can succeed; 0 when that is not known
 */
public record Problem(
        int status,
        String code,
        String title,
        String detail,
        String requestId,
        long retryAfterSeconds,
        List<Field> errors) {
    static final String UNREACHABLE = "unreachable";

    /** A field that was at fault. */
    public record Field(String field, String code, String message) {}

    public Problem {
        errors = List.copyOf(errors);
    }

    /** When the same call can succeed, where that is known. */
    public Optional<Duration> retryAfter() {
        return retryAfterSeconds > 0 ? Optional.of(Duration.ofSeconds(retryAfterSeconds)) : Optional.empty();
    }

    static Problem local(String code, String detail) {
        return new Problem(0, code, detail, detail, "", 0, List.of());
    }

    static Problem unreachable() {
        return local(UNREACHABLE, "The server has not answered.");
    }

    static Problem of(JsonNode json) {
        List<Field> fields = new ArrayList<>();
        json.path("errors")
                .forEach(error ->
                        fields.add(new Field(text(error, "field"), text(error, "code"), text(error, "message"))));
        return new Problem(
                json.path("status").asInt(500),
                text(json, "code"),
                text(json, "title"),
                text(json, "detail"),
                text(json, "requestId"),
                Math.max(0, json.path("retryAfter").asLong(0)),
                fields);
    }

    private static String text(JsonNode json, String name) {
        return json.path(name).asText("");
    }

    boolean unauthenticated() {
        return status == 401;
    }

    boolean tooMany() {
        return status == 429;
    }
}
