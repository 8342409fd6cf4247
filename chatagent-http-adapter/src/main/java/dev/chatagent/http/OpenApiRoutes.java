package dev.chatagent.http;

import dev.chatagent.limit.LimitClass;
import dev.chatagent.wire.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The description of all routes, itself among them, for programs that generate clients and documents. */
final class OpenApiRoutes {
    /** What others define, and we only hold on to: the OpenAPI Initiative publishes the schema of such documents. */
    private static final Map<String, Object> SCHEMA = OpenApi.ordered(
            "type",
            "object",
            "description",
            "An OpenAPI 3.1 document.",
            "externalDocs",
            Map.of("url", "https://spec.openapis.org/oas/v3.1.1.html"),
            "properties",
            OpenApi.ordered("openapi", OpenApi.ordered("type", "string", "const", OpenApi.VERSION)),
            "required",
            List.of("openapi"),
            "additionalProperties",
            true);

    private final FixedAnswer document;
    private final List<Route> own;

    OpenApiRoutes(List<Route> others) {
        Map<String, Object> outline = OpenApi.ordered("openapi", OpenApi.VERSION);
        own = List.of(RouteDraft.get("/openapi.json", "getOpenApi")
                .says("This description.")
                .access(Access.PUBLIC, LimitClass.READ)
                .answers(Reply.of(200, "application/json", SCHEMA, outline, "An OpenAPI document."))
                .answers(Reply.unchanged())
                .by(this::document));
        List<Route> all = new ArrayList<>(others);
        all.addAll(own);
        document = new FixedAnswer(Json.write(OpenApi.of(all)));
    }

    List<Route> routes() {
        return own;
    }

    private Answer document(Exchange exchange) {
        return new Answer.Fixed(document);
    }
}
