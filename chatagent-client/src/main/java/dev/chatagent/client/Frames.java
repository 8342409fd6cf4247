package dev.chatagent.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
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

    /** One text in the short way. */
    static void addParts(ObjectNode command, List<MessagePart> parts) {
        if (parts.size() == 1 && parts.get(0) instanceof MessagePart.Text only) {
            command.put("text", only.text());
            return;
        }
        ArrayNode all = command.putArray("parts");
        for (MessagePart part : parts) {
            if (part instanceof MessagePart.Text text) {
                all.addObject().put("type", "text").put("text", text.text());
            } else if (part instanceof MessagePart.File file) {
                all.addObject().put("type", "file").put("file", file.file());
            }
        }
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

    /** What is left of the token that an answer is about; by our own clock where the server does not say. */
    static Duration left(JsonNode answer) {
        JsonNode seconds = answer.path("expiresIn");
        return seconds.canConvertToExactIntegral()
                ? Duration.ofSeconds(seconds.asLong())
                : Duration.between(Instant.now(), time(answer.path("expiresAt")));
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
