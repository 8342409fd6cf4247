package dev.chatagent.ws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** What {@code docs/asyncapi.json} promises of frames, read from there and from nothing of the product. */
final class FrameContract {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNode DOCUMENT = read();
    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7);
    private static final Map<String, Schema> SCHEMAS = new ConcurrentHashMap<>();

    private FrameContract() {}

    private static JsonNode read() {
        try {
            return JSON.readTree(Path.of("..", "docs", "asyncapi.json").toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Holds a conversation against the contract.
     *
     * @param asked frames of commands by their ids
     * @param frames what the server said, in order
     */
    static void check(Map<String, String> asked, List<JsonNode> frames) {
        assertThat(frames.stream()
                        .flatMap(frame -> faults(asked, frame))
                        .distinct()
                        .limit(5))
                .as("frames are as docs/asyncapi.json has it")
                .isEmpty();
    }

    private static Stream<String> faults(Map<String, String> asked, JsonNode frame) {
        String type = frame.path("type").asText();
        if (!type.equals("ok")) {
            return faults(type, frame);
        }
        JsonNode command =
                parse(Objects.requireNonNull(asked.get(frame.path("id").asText()), "an answer to nothing"));
        String name = command.path("type").asText();
        return Stream.concat(faults(name, command), faults(name + ".ok", frame));
    }

    private static Stream<String> faults(String message, JsonNode frame) {
        if (DOCUMENT.at("/components/messages").path(message).isMissingNode()) {
            return Stream.of("there is no message '" + message + "'");
        }
        return SCHEMAS.computeIfAbsent(message, FrameContract::compile).validate(frame).stream()
                .map(error -> message + ": " + error);
    }

    /** References are into the document, so it goes with the schema. */
    private static Schema compile(String message) {
        ObjectNode whole = JSON.createObjectNode();
        whole.putArray("allOf")
                .add(DOCUMENT.at("/components/messages").path(message).path("payload"));
        whole.putObject("components").set("schemas", DOCUMENT.at("/components/schemas"));
        return REGISTRY.getSchema(whole);
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
