package dev.chatagent.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Reads commands; the one table of their types. */
public final class Commands {
    private static final int MAX_ID = 64;
    private static final Map<String, Class<? extends Command>> TYPES = Map.of(
            "auth", Command.Auth.class,
            "ping", Command.Ping.class,
            "presence", Command.Presence.class,
            "subscribe", Command.Subscribe.class,
            "unsubscribe", Command.Unsubscribe.class,
            "send", Command.Send.class,
            "cancel", Command.Cancel.class);

    private Commands() {}

    /** Every type of command and its fields. */
    public static Map<String, Class<? extends Command>> types() {
        return TYPES;
    }

    /** A frame whose {@code id} is known, so that even a wrong command can be answered to its sender. */
    public record Frame(Optional<String> id, JsonNode json) {

        /** @throws ChatAgentException INVALID_REQUEST naming the field that is wrong */
        public Command command() {
            if (id.isEmpty()) {
                throw ChatAgentException.invalid(
                        "id", "required", "Every command has an 'id' of 1 to " + MAX_ID + " characters.");
            }
            String type = json.path("type").asText("");
            Class<? extends Command> known = TYPES.get(type);
            if (known == null) {
                throw ChatAgentException.invalid(
                        "type",
                        "unknown",
                        "'type' is one of " + String.join(", ", new TreeSet<>(TYPES.keySet())) + ".");
            }
            ObjectNode fields = ((ObjectNode) json).deepCopy();
            fields.remove("type");
            return Json.read(fields.toString(), known);
        }
    }

    /** Reads a text frame; MALFORMED_JSON when it is no JSON object. */
    public static Frame read(String text) {
        JsonNode json = Json.read(text, JsonNode.class);
        if (!json.isObject()) {
            throw new ChatAgentException(ErrorCode.MALFORMED_JSON, "A frame is one JSON object.");
        }
        JsonNode id = json.path("id");
        return new Frame(id.isTextual() && usable(id.asText()) ? Optional.of(id.asText()) : Optional.empty(), json);
    }

    /** It is sent back, so it must be text that can be sent: no null character, no half of a surrogate pair. */
    private static boolean usable(String id) {
        return !id.isEmpty()
                && id.length() <= MAX_ID
                && id.codePoints().noneMatch(c -> c == 0 || Character.getType(c) == Character.SURROGATE);
    }
}
