package dev.chatagent.http;

import dev.chatagent.limit.LimitClass;
import dev.chatagent.wire.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The descriptions of all routes, these among them, and of the WebSocket, for programs that generate clients and documents. */
final class OpenApiRoutes {
    private static final String SOCKET_VERSION = "3.0.0";

    private static final Map<String, Object> SCHEMA =
            schema("openapi", OpenApi.VERSION, "An OpenAPI 3.1 document.", "https://spec.openapis.org/oas/v3.1.1.html");

    private static final Map<String, Object> SOCKET_SCHEMA = schema(
            "asyncapi",
            SOCKET_VERSION,
            "An AsyncAPI 3.0 document.",
            "https://www.asyncapi.com/docs/reference/specification/v3.0.0");

    private final FixedAnswer document;
    private final FixedAnswer socketDocument = new FixedAnswer(resource("asyncapi.json"));
    private final List<Route> own;

    OpenApiRoutes(List<Route> others) {
        Map<String, Object> outline = OpenApi.ordered("openapi", OpenApi.VERSION);
        Map<String, Object> socketOutline = OpenApi.ordered("asyncapi", SOCKET_VERSION);
        own = List.of(
                RouteDraft.get("/openapi.json", "getOpenApi")
                        .says("This description.")
                        .access(Access.PUBLIC, LimitClass.READ)
                        .answers(Reply.of(200, "application/json", SCHEMA, outline, "An OpenAPI document."))
                        .answers(Reply.unchanged())
                        .by(this::document),
                RouteDraft.get("/asyncapi.json", "getAsyncApi")
                        .says("The description of the WebSocket: commands, answers, events and close codes.")
                        .access(Access.PUBLIC, LimitClass.READ)
                        .answers(Reply.of(
                                200, "application/json", SOCKET_SCHEMA, socketOutline, "An AsyncAPI document."))
                        .answers(Reply.unchanged())
                        .by(this::socketDocument));
        List<Route> all = new ArrayList<>(others);
        all.addAll(own);
        document = new FixedAnswer(Json.write(OpenApi.of(all)));
    }

    /** Of what others define, and we only hold on to: they publish the schema of such documents. */
    private static Map<String, Object> schema(String name, String version, String description, String definedAt) {
        return OpenApi.ordered(
                "type",
                "object",
                "description",
                description,
                "externalDocs",
                Map.of("url", definedAt),
                "properties",
                OpenApi.ordered(name, OpenApi.ordered("type", "string", "const", version)),
                "required",
                List.of(name),
                "additionalProperties",
                true);
    }

    List<Route> routes() {
        return own;
    }

    private static String resource(String name) {
        try (InputStream in = OpenApiRoutes.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Answer socketDocument(Exchange exchange) {
        return new Answer.Fixed(socketDocument);
    }

    private Answer document(Exchange exchange) {
        return new Answer.Fixed(document);
    }
}
