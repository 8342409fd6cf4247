package dev.chatagent.tests;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.wire.CloseCode;
import dev.chatagent.wire.Command;
import dev.chatagent.wire.Commands;
import dev.chatagent.wire.JsonEventCodec;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The WebSocket as an AsyncAPI 3.0 document, read off the code: commands and events off their tables, close codes off their enums,
 * and the schemas of what they carry off {@code docs/openapi.json}, which is itself held to the code.
 */
final class AsyncApi {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CHANNEL = "#/channels/socket";
    private static final String DESCRIPTION = """
            JSON in text frames. What the server receives are commands, one object a frame, each with an `id` of the client's \
            choice that its answer carries. What it sends are answers and events; a frame is one object, or an array of objects that \
            stand in order, and frames of kinds that a client does not know are to be ignored. A client authenticates in the \
            handshake (see the security schemes), or by `auth` as its first command within 5 seconds. Events of a stream have \
            the numbers 1, 2, 3 … without a gap; whoever comes back subscribes with the last one as `since` and misses nothing. \
            How to write a client: docs/realtime.md.""";

    private static final String END = "{\"expiresAt\":{\"type\":\"string\",\"format\":\"date-time\"},"
            + "\"expiresIn\":{\"type\":\"integer\",\"format\":\"int64\",\"minimum\":0,\"description\":\"Seconds until then,"
            + " whatever the client's clock says.\"}}";

    /** What a command must have, of what it must have something, what its answer has, and what it is for. */
    private record Says(List<String> required, List<String> either, String answer, String summary) {
        Says(List<String> required, String answer, String summary) {
            this(required, List.of(), answer, summary);
        }
    }

    private static final Map<String, Says> COMMANDS = Map.of(
            "auth",
            new Says(
                    List.of(),
                    END,
                    "Authenticates, or goes on with a fresh token of the same person; with `token` or `ticket`."),
            "ping",
            new Says(List.of(), "{}", "Asks for a sign of life."),
            "presence",
            new Says(
                    List.of(),
                    "{\"items\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/components/schemas/PresentConnection\"}}}",
                    "Asks for one's own open connections on all nodes, oldest first."),
            "subscribe",
            new Says(
                    List.of("stream"),
                    "{\"recovered\":{\"type\":\"boolean\",\"description\":\"False: what came after `since` is no longer kept;"
                            + " nothing is replayed, and the state is to be read again; a page of messages has a seq from which to go on.\"},\"seq\":{\"type\":\"integer\",\"format\":\"int64\","
                            + "\"minimum\":0,\"description\":\"The next event is the one after it.\"}}",
                    "Asks for the events of a stream after `since`, or from now on. The answer comes ahead of the first event."),
            "unsubscribe",
            new Says(List.of("stream"), "{}", "Ends a subscription; no event of the stream follows the answer."),
            "send",
            new Says(
                    List.of("session"),
                    List.of("text", "parts"),
                    "{\"message\":{\"$ref\":\"#/components/schemas/Message\"},\"run\":{\"$ref\":\"#/components/schemas/Run\"}}",
                    "Sends a message, with `text` or with `parts`; the same `key` sends once. The answer comes when it is stored."),
            "cancel",
            new Says(
                    List.of("session", "run"),
                    "{\"run\":{\"$ref\":\"#/components/schemas/Run\"}}",
                    "Stops a run; answers it as it is then."));

    private final JsonNode openApi;
    private final ObjectNode messages = JSON.createObjectNode();
    private final ObjectNode schemas = JSON.createObjectNode();
    private final ObjectNode operations = JSON.createObjectNode();

    private AsyncApi(JsonNode openApi) {
        this.openApi = openApi;
    }

    static ObjectNode of(JsonNode openApi) {
        return new AsyncApi(openApi).document();
    }

    private ObjectNode document() {
        commands();
        events();
        send("ready", "After a handshake with credentials: who connects is known.", object(fields -> {
            constant(fields, "ready");
            fields.setAll((ObjectNode) parse(END));
        }));
        send(
                "error",
                "The answer to a command that was refused; without an `id` when the command had none that could be used.",
                object(fields -> {
                            fields.set("id", id());
                            constant(fields, "error");
                            fields.set("error", reference("Problem"));
                        })
                        .set("required", JSON.valueToTree(List.of("type", "error"))));
        receive(
                "events",
                "send",
                "Everything that happens, after `subscribe`.",
                JsonEventCodec.types().keySet().stream().sorted().toList());
        receive("ready", "send", "Said once after a handshake with credentials.", List.of("ready"));
        ObjectNode document = JSON.createObjectNode();
        document.put("asyncapi", "3.0.0");
        document.set("info", info());
        document.put("defaultContentType", "application/json");
        document.set("servers", JSON.createObjectNode().set("socket", server()));
        document.set("channels", JSON.createObjectNode().set("socket", channel()));
        document.set("operations", operations);
        ObjectNode components = document.putObject("components");
        components.set("messages", messages);
        components.set("schemas", sorted(schemas));
        components.set("securitySchemes", securitySchemes());
        document.set("x-close-codes", closeCodes());
        return document;
    }

    private static ObjectNode info() {
        ObjectNode info = JSON.createObjectNode();
        info.put("title", "chatagent over WebSocket").put("version", "0.1.0").put("description", DESCRIPTION);
        info.putObject("license")
                .put("name", "Apache-2.0")
                .put("url", "https://www.apache.org/licenses/LICENSE-2.0.txt");
        info.putArray("tags").addObject().put("name", "realtime").put("description", "Chats as they happen.");
        return info;
    }

    private static ObjectNode server() {
        ObjectNode server = JSON.createObjectNode();
        server.put("host", "{host}").put("protocol", "wss").put("description", "Where the adapter is mounted.");
        server.putObject("variables").putObject("host").put("default", "localhost");
        ArrayNode security = server.putArray("security");
        securitySchemes().fieldNames().forEachRemaining(name -> security.addObject()
                .put("$ref", "#/components/securitySchemes/" + name));
        return server;
    }

    private static ObjectNode securitySchemes() {
        ObjectNode schemes = JSON.createObjectNode();
        schemes.putObject("accessToken")
                .put("type", "http")
                .put("scheme", "bearer")
                .put("bearerFormat", "JWT")
                .put(
                        "description",
                        "`Authorization: Bearer` in the handshake, with an access token or an API key; for programs.");
        schemes.putObject("subprotocol")
                .put("type", "httpApiKey")
                .put("in", "header")
                .put("name", "Sec-WebSocket-Protocol")
                .put(
                        "description",
                        "`chatagent.v1, bearer.<access token>`, for browsers; only `chatagent.v1` is answered.");
        schemes.putObject("ticket")
                .put("type", "httpApiKey")
                .put("in", "query")
                .put("name", "ticket")
                .put(
                        "description",
                        "From `POST /api/auth/ws-ticket`: good once, for 30 seconds. Without any of these `auth` comes first.");
        return schemes;
    }

    private ObjectNode channel() {
        ObjectNode channel = JSON.createObjectNode();
        channel.put("address", "/ws").put("title", "The WebSocket");
        channel.put("description", "Subprotocol `chatagent.v1`. Closed with the codes of `x-close-codes`.");
        ObjectNode all = channel.putObject("messages");
        messages.fieldNames()
                .forEachRemaining(name -> all.putObject(name).put("$ref", "#/components/messages/" + name));
        channel.putObject("bindings")
                .putObject("ws")
                .put("method", "GET")
                .put("bindingVersion", "0.1.0")
                .set("query", parse("{\"type\":\"object\",\"properties\":{\"ticket\":{\"type\":\"string\"}}}"));
        return channel;
    }

    private void commands() {
        new TreeMap<>(Commands.types()).forEach((type, fields) -> {
            Says says = Objects.requireNonNull(COMMANDS.get(type), type);
            send(type, says.summary(), command(type, fields, says));
            ObjectNode answer = object(properties -> {
                properties.set("id", id());
                constant(properties, "ok");
                properties.setAll((ObjectNode) parse(says.answer()));
            });
            copyReferred(answer);
            send(type + ".ok", "The answer to `" + type + "`.", answer);
            receive(type, "receive", says.summary(), List.of(type));
            ObjectNode reply = ((ObjectNode) operations.path(type)).putObject("reply");
            reply.putObject("channel").put("$ref", CHANNEL);
            references(reply.putArray("messages"), List.of(type + ".ok", "error"));
        });
    }

    private static ObjectNode command(String type, Class<? extends Command> fields, Says says) {
        ObjectNode command = object(properties -> {
            properties.set("id", id());
            constant(properties, type);
            for (RecordComponent component : fields.getRecordComponents()) {
                if (!component.getName().equals("id")) {
                    properties.set(component.getName(), field(component.getType()));
                }
            }
        });
        ArrayNode required = command.putArray("required").add("id").add("type");
        says.required().forEach(required::add);
        if (!says.either().isEmpty()) {
            ArrayNode either = command.putArray("anyOf");
            says.either()
                    .forEach(each -> either.addObject().putArray("required").add(each));
        }
        return command;
    }

    private static JsonNode field(Class<?> type) {
        if (type == List.class) { // the one there is: what a message is made of
            return parse("{\"type\":\"array\",\"items\":{\"$ref\":\"#/components/schemas/DraftPart\"}}");
        }
        return parse(type == Long.class ? "{\"type\":\"integer\",\"format\":\"int64\"}" : "{\"type\":\"string\"}");
    }

    private void events() {
        new TreeMap<>(JsonEventCodec.types()).forEach((type, data) -> {
            copyReferred(reference(data.getSimpleName() + "Event"));
            send(type, "The event `" + type + "`.", (ObjectNode) reference(data.getSimpleName() + "Event"));
        });
    }

    private void send(String name, String summary, ObjectNode payload) {
        messages.putObject(name).put("name", name).put("summary", summary).set("payload", payload);
        copyReferred(payload);
    }

    private void receive(String name, String action, String summary, List<String> of) {
        ObjectNode operation = operations.putObject(name);
        operation.put("action", action).put("summary", summary);
        operation.putObject("channel").put("$ref", CHANNEL);
        references(operation.putArray("messages"), of);
    }

    private static void references(ArrayNode to, List<String> names) {
        names.forEach(name -> to.addObject().put("$ref", CHANNEL + "/messages/" + name));
    }

    /** Every schema that this one needs, without what only OpenAPI knows. */
    private void copyReferred(JsonNode schema) {
        for (String reference : schema.findValuesAsText("$ref")) {
            String name = reference.substring(reference.lastIndexOf('/') + 1);
            if (!schemas.has(name)) {
                JsonNode copy = openApi.at("/components/schemas/" + name).deepCopy();
                copy.findParents("discriminator").forEach(parent -> ((ObjectNode) parent).remove("discriminator"));
                schemas.set(name, copy);
                copyReferred(copy);
            }
        }
    }

    private static ArrayNode closeCodes() {
        ArrayNode codes = JSON.createArrayNode();
        for (CloseCode code : CloseCode.values()) {
            closeCode(codes, code.name(), code.code(), code.reason());
        }
        for (ErrorCode code : ErrorCode.values()) {
            closeCode(codes, code.name(), code.closeCode(), code.title());
        }
        return codes;
    }

    private static void closeCode(ArrayNode codes, String name, int code, String reason) {
        codes.addObject()
                .put("code", code)
                .put("name", name.toLowerCase(Locale.ROOT))
                .put("reason", reason)
                .put("comeBack", code < 4500 ? "yes" : code == 4501 ? "with a fresh token" : "no");
    }

    private static ObjectNode object(Consumer<ObjectNode> properties) {
        ObjectNode schema = JSON.createObjectNode();
        schema.put("type", "object").put("additionalProperties", false);
        ObjectNode fields = schema.putObject("properties");
        properties.accept(fields);
        ArrayNode required = schema.putArray("required");
        fields.fieldNames().forEachRemaining(required::add);
        return schema;
    }

    private static void constant(ObjectNode properties, String type) {
        properties.putObject("type").put("type", "string").put("const", type);
    }

    private static JsonNode id() {
        return parse("{\"type\":\"string\",\"minLength\":1,\"maxLength\":64}");
    }

    private static JsonNode reference(String schema) {
        return JSON.createObjectNode().put("$ref", "#/components/schemas/" + schema);
    }

    private static ObjectNode sorted(ObjectNode object) {
        ObjectNode sorted = JSON.createObjectNode();
        TreeMap<String, JsonNode> fields = new TreeMap<>();
        object.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
        fields.forEach(sorted::set);
        return sorted;
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(json, e);
        }
    }
}
