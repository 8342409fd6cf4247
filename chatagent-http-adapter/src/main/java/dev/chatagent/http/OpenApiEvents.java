package dev.chatagent.http;

import static dev.chatagent.http.OpenApi.ordered;

import dev.chatagent.chat.ChatEvent;
import dev.chatagent.event.Event;
import dev.chatagent.event.StreamId;
import dev.chatagent.id.ChatId;
import dev.chatagent.wire.EventFrames;
import dev.chatagent.wire.Json;
import dev.chatagent.wire.JsonEventCodec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Events as the API's description tells them: OpenAPI 3.1 knows no streams, so the text of one has a schema of what it holds. */
final class OpenApiEvents {
    private static final String COMPONENT = "Event";
    private static final String DESCRIPTION =
            "Server-sent events (WHATWG HTML, section 9.2). The first is `subscribed` with"
                    + " `{\"recovered\":true,\"seq\":n}`: `recovered` is false when what was missed is out of the retained window. Each"
                    + " other one has the event's `seq` as `id`, its `type` as `event` and an `Event` as `data`. Comments keep the"
                    + " connection alive. It ends with the token; come back with `Last-Event-ID`.";

    static final Reply REPLY = Reply.of(
            200,
            "text/event-stream",
            ordered(
                    "type", "string",
                    "contentMediaType", "text/event-stream",
                    "contentSchema",
                            ordered("type", "array", "items", Map.of("$ref", "#/components/schemas/" + COMPONENT))),
            example(),
            DESCRIPTION);

    private OpenApiEvents() {}

    private static String example() {
        ChatEvent.MessageDelta delta = new ChatEvent.MessageDelta(Examples.RUN.messageId(), "2, 3, 5");
        ChatId chat = Examples.CHAT.id();
        Event event =
                new Event(StreamId.of(chat), 8, delta.type(), Instant.parse("2026-11-25T09:00:01Z"), Json.write(delta));
        return "id: 7\nevent: subscribed\ndata: {\"recovered\":true,\"seq\":7}\n\nid: 8\nevent: message.delta\ndata: "
                + EventFrames.json(event) + "\n\n";
    }

    /** Adds the schema of events, one for each type, told apart by it. */
    static void describe(OpenApiSchemas schemas) {
        List<Object> options = new ArrayList<>();
        Map<String, Object> mapping = new TreeMap<>();
        new TreeMap<>(JsonEventCodec.types()).forEach((type, data) -> {
            Map<String, Object> reference = schemas.add(data.getSimpleName() + COMPONENT, frame(schemas, type, data));
            options.add(reference);
            mapping.put(type, reference.get("$ref"));
        });
        schemas.add(
                COMPONENT,
                ordered(
                        "description",
                        "Something that happened, at its gap-free place in its stream.",
                        "oneOf",
                        options,
                        "discriminator",
                        ordered("propertyName", "type", "mapping", mapping)));
    }

    private static Map<String, Object> frame(OpenApiSchemas schemas, String type, Class<?> data) {
        return ordered(
                "type",
                "object",
                "additionalProperties",
                false,
                "properties",
                ordered(
                        "stream", ordered("type", "string", "description", "`user` or `session:<id>`."),
                        "seq", ordered("type", "integer", "format", "int64", "minimum", 1),
                        "type", ordered("type", "string", "const", type),
                        "time", ordered("type", "string", "format", "date-time"),
                        "data", schemas.of(data)),
                "required",
                List.of("stream", "seq", "type", "time", "data"));
    }
}
