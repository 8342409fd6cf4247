package dev.chatagent.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** Frames as they cross the connection. */
final class Frames {
    /** What the server takes at most. */
    static final int MAX_BYTES = 64 * 1024;

    private static final ObjectMapper JSON = new ObjectMapper();

    private Frames() {}

    static ObjectNode command(String type) {
        return JSON.createObjectNode().put("type", type);
    }

    static boolean tooLarge(String frame) {
        return frame.length() > MAX_BYTES || frame.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES;
    }

    /** The objects of a frame, one or an array; none when it is not JSON. */
    static List<JsonNode> read(String text) {
        try {
            JsonNode json = JSON.readTree(text);
            return json.isArray()
                    ? StreamSupport.stream(json.spliterator(), false).toList()
                    : List.of(json);
        } catch (JsonProcessingException e) {
            return List.of();
        }
    }

    static Instant time(JsonNode json) {
        try {
            return Instant.parse(json.asText(""));
        } catch (DateTimeParseException e) {
            return Instant.EPOCH;
        }
    }

    /** Frames of kinds that this version does not know are none. */
    static Optional<StreamEvent> event(JsonNode frame) {
        JsonNode stream = frame.path("stream");
        JsonNode seq = frame.path("seq");
        if (!stream.isTextual() || !seq.canConvertToExactIntegral() || seq.asLong() < 1) {
            return Optional.empty();
        }
        return Optional.of(new StreamEvent(
                stream.asText(),
                seq.asLong(),
                frame.path("type").asText(""),
                time(frame.path("time")),
                frame.path("data")));
    }
}
