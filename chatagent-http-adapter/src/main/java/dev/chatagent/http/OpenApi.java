package dev.chatagent.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** The route table as an OpenAPI 3.1 document. */
final class OpenApi {
    static final String VERSION = "3.1.1";

    private static final String TOKEN = "accessToken";
    private static final String KEY = "apiKey";
    private static final String COOKIE = "refreshCookie";
    private static final Map<String, String> TAGS = Map.of(
            "asyncapi", "The WebSocket's description.",
            "auth", "Accounts, logins, passwords, second factors and API keys.",
            "admin", "Other people's accounts, the audit log, the signing keys and backups.",
            "chat", "Chats, messages and runs.",
            "events", "What happens, as server-sent events.",
            "health", "For load balancers and operators.",
            "metrics", "For Prometheus.",
            "openapi", "This document.",
            "presence", "Who is here: one's own open connections.",
            "well-known", "What others need to verify tokens.");
    private static final String DESCRIPTION = """
            Register or log in, then send the access token as `Authorization: Bearer`. JSON in and out, in UTF-8; unknown fields of \
            bodies are refused. Every refusal is a problem (RFC 9457) whose `code` is stable. Lists are paged: pass `nextCursor` \
            of one page as `cursor` of the next. Every route that has a `GET` has a `HEAD`, and `OPTIONS` tells the methods of \
            a path.""";

    private final OpenApiSchemas schemas = new OpenApiSchemas();
    private final OpenApiResponses responses = new OpenApiResponses(schemas);

    private OpenApi() {}

    static Map<String, Object> of(List<Route> routes) {
        return new OpenApi().document(routes);
    }

    private Map<String, Object> document(List<Route> routes) {
        Map<String, Object> paths = new LinkedHashMap<>();
        for (Route route : routes) {
            object(paths, route.template()).put(route.method().toLowerCase(Locale.ROOT), operation(route));
        }
        OpenApiEvents.describe(schemas);
        return ordered(
                "openapi", VERSION,
                "info",
                        ordered(
                                "title", "chatagent",
                                "version", "0.1.0",
                                "summary", "A secure multi-user chat-agent backend.",
                                "description", DESCRIPTION,
                                "license", ordered("name", "Apache-2.0", "identifier", "Apache-2.0")),
                "servers", List.of(ordered("url", "/api", "description", "Where the adapter is mounted.")),
                "tags", tags(routes),
                "paths", paths,
                "components",
                        ordered(
                                "securitySchemes", securitySchemes(),
                                "headers", OpenApiResponses.headerComponents(),
                                "responses", responses.shared(),
                                "examples", responses.examples(),
                                "schemas", schemas.components()));
    }

    private Map<String, Object> operation(Route route) {
        Map<String, Object> operation = ordered(
                "operationId", route.id(),
                "summary", route.summary(),
                "description", description(route),
                "tags", List.of(tag(route)),
                "security", security(route));
        if (!route.parameters().isEmpty()) {
            operation.put(
                    "parameters",
                    route.parameters().stream().map(OpenApi::parameter).toList());
        }
        Route.Body body = route.body();
        if (body != null) {
            Map<String, Object> json = ordered("schema", schemas.body(body), "example", body.example());
            operation.put("requestBody", ordered("required", true, "content", ordered("application/json", json)));
        }
        if (route.takesFile()) {
            Map<String, Object> file = ordered("schema", ordered("type", "string", "format", "binary"));
            operation.put("requestBody", ordered("required", true, "content", ordered("*/*", file)));
        }
        operation.put("responses", responses.of(route));
        return operation;
    }

    private static Map<String, Object> parameter(RouteParameter parameter) {
        return ordered(
                "name", parameter.name(),
                "in", parameter.in(),
                "required", parameter.in().equals("path"),
                "description", parameter.description(),
                "schema", parameter.schema());
    }

    private static Map<String, Object> securitySchemes() {
        return ordered(
                TOKEN,
                        ordered(
                                "type", "http",
                                "scheme", "bearer",
                                "bearerFormat", "JWT",
                                "description", "The access token of a login."),
                KEY,
                        ordered(
                                "type", "http",
                                "scheme", "bearer",
                                "bearerFormat", "cak_…",
                                "description", "An API key, for machines; it can do what its scopes name."),
                COOKIE,
                        ordered(
                                "type", "apiKey",
                                "in", "cookie",
                                "name", "__Host-chatagent-refresh",
                                "description",
                                        "The refresh token in browser mode; without TLS its name has no prefix. Needs `X-Chatagent-Mode:"
                                                + " cookie` and a request from this very origin."));
    }

    private static List<Object> security(Route route) {
        if (route.access() instanceof Access.Needs needs) {
            Map<String, Object> token = ordered(TOKEN, List.of());
            return needs.proof() == Access.Proof.TOKEN_OR_KEY
                    ? List.of(token, ordered(KEY, List.of()))
                    : List.of(token);
        }
        return route.id().equals("refresh") ? List.of(ordered(COOKIE, List.of()), ordered()) : List.of();
    }

    private static String description(Route route) {
        return who(route.access()) + " Counts as `" + route.limit().name().toLowerCase(Locale.ROOT) + "` for "
                + (route.access() == Access.PUBLIC ? "the address" : "the caller") + ". "
                + route.repeat().sentence();
    }

    private static String who(Access access) {
        if (!(access instanceof Access.Needs needs)) {
            return "For anybody.";
        }
        String permission = "Needs the permission `" + needs.permission().name().toLowerCase(Locale.ROOT) + "`";
        return permission
                + switch (needs.proof()) {
                    case TOKEN_OR_KEY -> ".";
                    case TOKEN -> " and a login: no API key.";
                    case IN_PERSON -> " and the person themselves: no API key, and nobody who acts for them.";
                };
    }

    private static String tag(Route route) {
        String tag = route.segments().get(0).replaceAll("[^a-z].*", "");
        return tag.isEmpty() ? "well-known" : tag;
    }

    private static List<Object> tags(List<Route> routes) {
        return routes.stream()
                .map(OpenApi::tag)
                .distinct()
                .map(tag -> (Object) ordered("name", tag, "description", Objects.requireNonNull(TAGS.get(tag), tag)))
                .toList();
    }

    /** {@code not_found} as {@code NotFound}. */
    static String pascal(String name) {
        StringBuilder pascal = new StringBuilder();
        for (String word : name.split("_", -1)) {
            pascal.append(Character.toUpperCase(word.charAt(0))).append(word, 1, word.length());
        }
        return pascal.toString();
    }

    /** A JSON object of names and values in turn, in this order. */
    static Map<String, Object> ordered(Object... namesAndValues) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return object;
    }

    @SuppressWarnings("unchecked") // only objects are put under paths
    private static Map<String, Object> object(Map<String, Object> parent, String name) {
        return (Map<String, Object>) parent.computeIfAbsent(name, key -> new LinkedHashMap<String, Object>());
    }
}
