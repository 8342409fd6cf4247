package dev.chatagent.http;

import dev.chatagent.wire.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The route table as an OpenAPI 3.1 document. */
final class OpenApi {
    private static final String SECURITY_SCHEME = "bearer";
    private static final Map<String, String> TAGS = Map.of(
            "auth", "Accounts, logins, passwords, second factors and API keys.",
            "admin", "Other people's accounts, the audit log and the signing keys.",
            "chat", "Chats, messages and runs.",
            "events", "What happens, as server-sent events.",
            "health", "For load balancers and operators.",
            "metrics", "For Prometheus.",
            "openapi", "This document.",
            "well-known", "What others need to verify tokens.");
    private static final Map<String, Object> PROBLEM = Map.of("$ref", "#/components/responses/Problem");

    private final OpenApiSchemas schemas = new OpenApiSchemas();

    private OpenApi() {}

    static Map<String, Object> of(List<Route> routes) {
        return new OpenApi().document(routes);
    }

    private Map<String, Object> document(List<Route> routes) {
        Map<String, Object> paths = new LinkedHashMap<>();
        for (Route route : routes) {
            object(paths, route.template()).put(route.method().toLowerCase(Locale.ROOT), operation(route));
        }
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("description", "A refusal (RFC 9457); `code` is stable, `detail` is for people.");
        problem.put("content", content(Problem.MEDIA_TYPE, schemas.answer(Problem.class), OpenApiExamples.PROBLEM));
        return ordered(
                "openapi", "3.1.0",
                "info",
                        ordered(
                                "title", "chatagent",
                                "version", "0.1.0",
                                "summary", "A secure multi-user chat-agent backend.",
                                "license", Map.of("name", "Apache-2.0", "identifier", "Apache-2.0")),
                "servers", List.of(Map.of("url", "/api")),
                "tags", tags(routes),
                "paths", paths,
                "components",
                        ordered(
                                "securitySchemes",
                                Map.of(
                                        SECURITY_SCHEME,
                                        ordered(
                                                "type", "http",
                                                "scheme", "bearer",
                                                "description", "An access token, or an API key.")),
                                "responses",
                                Map.of("Problem", problem),
                                "schemas",
                                schemas.components()));
    }

    private Map<String, Object> operation(Route route) {
        Map<String, Object> operation = ordered(
                "operationId", operationId(route),
                "summary", summary(route),
                "tags", List.of(tag(route)),
                "security", security(route.access()));
        List<Object> parameters = OpenApiParameters.of(route);
        if (!parameters.isEmpty()) {
            operation.put("parameters", parameters);
        }
        if (route.takesBody()) {
            Map<String, Object> body =
                    content("application/json", schemas.body(route.body()), OpenApiExamples.body(route.template()));
            operation.put("requestBody", ordered("required", true, "content", body));
        }
        operation.put(
                "responses", ordered(Integer.toString(route.status()), success(route), "4XX", PROBLEM, "5XX", PROBLEM));
        return operation;
    }

    private Map<String, Object> success(Route route) {
        if (route.template().equals("/events")) {
            Map<String, Object> text = content("text/event-stream", Map.of("type", "string"), null);
            return ordered("description", "Events, one a `data:` line, until the token ends.", "content", text);
        }
        if (route.answer() == String.class) {
            return ordered("description", "Text.", "content", content("text/plain", Map.of("type", "string"), null));
        }
        if (route.answer() == Void.class) {
            return ordered("description", "Done; no body.");
        }
        Map<String, Object> json =
                content("application/json", schemas.answer(route.answer()), OpenApiExamples.answer(route.answer()));
        return ordered("description", "Done.", "content", json);
    }

    private static Map<String, Object> content(String mediaType, Object schema, @Nullable Object example) {
        Map<String, Object> media = ordered("schema", schema);
        if (example != null) {
            media.put("example", example);
        }
        return ordered(mediaType, media);
    }

    private static List<Object> security(Access access) {
        return access instanceof Access.Needs ? List.of(Map.of(SECURITY_SCHEME, List.of())) : List.of();
    }

    private static String summary(Route route) {
        String who = route.access() instanceof Access.Needs needs
                ? "Needs the permission `" + needs.permission().name().toLowerCase(Locale.ROOT) + "`"
                : "Public";
        return who + "; limited as `" + route.limit().name().toLowerCase(Locale.ROOT) + "`.";
    }

    private static String tag(Route route) {
        return route.segments().get(0).replaceAll("[^a-z].*", "").isEmpty()
                ? "well-known"
                : route.segments().get(0).replaceAll("[^a-z].*", "");
    }

    private static List<Object> tags(List<Route> routes) {
        return routes.stream()
                .map(OpenApi::tag)
                .distinct()
                .map(tag -> (Object) ordered("name", tag, "description", Objects.requireNonNull(TAGS.get(tag), tag)))
                .toList();
    }

    /** E.g. {@code postAuthPasswordResetConfirm}. */
    private static String operationId(Route route) {
        StringBuilder id = new StringBuilder(route.method().toLowerCase(Locale.ROOT));
        for (String word : route.template().split("[^A-Za-z]+", -1)) {
            if (!word.isEmpty()) {
                id.append(Character.toUpperCase(word.charAt(0))).append(word, 1, word.length());
            }
        }
        return id.toString();
    }

    /** A JSON object of names and values in turn, in this order. */
    static Map<String, Object> ordered(Object... namesAndValues) {
        Map<String, Object> object = new LinkedHashMap<>();
        List<Object> all = new ArrayList<>(List.of(namesAndValues));
        for (int i = 0; i < all.size(); i += 2) {
            object.put((String) all.get(i), all.get(i + 1));
        }
        return object;
    }

    @SuppressWarnings("unchecked") // only objects are put under paths
    private static Map<String, Object> object(Map<String, Object> parent, String name) {
        return (Map<String, Object>) parent.computeIfAbsent(name, key -> new LinkedHashMap<String, Object>());
    }
}
