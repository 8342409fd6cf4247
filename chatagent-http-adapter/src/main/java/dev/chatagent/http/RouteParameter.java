package dev.chatagent.http;

import java.util.List;
import java.util.Map;

/**
 * What a route takes beside its body.
 *
 * @param in {@code path}, {@code query} or {@code header}
 * @param schema JSON Schema of the value
 */
record RouteParameter(String in, String name, Map<String, Object> schema, String description) {
    private static final Map<String, Object> TEXT = Map.of("type", "string");

    static final RouteParameter CURSOR = query("cursor", TEXT, "`nextCursor` of the page before, as it was.");
    static final RouteParameter LIMIT = query(
            "limit",
            OpenApi.ordered("type", "integer", "minimum", 1, "maximum", 200, "default", 50),
            "Most items on the page.");
    static final RouteParameter MODE = header(
            BrowserSession.MODE_HEADER,
            OpenApi.ordered("type", "string", "enum", List.of("cookie")),
            "`cookie` for browsers: the refresh token is kept in a cookie that no script can read. Only from this very origin.");
    static final RouteParameter DEVICE = header(
            BrowserSession.DEVICE_HEADER,
            TEXT,
            "`deviceToken` of an earlier login on this device: it still gets in while"
                    + " others guess at the account.");
    static final RouteParameter IDEMPOTENCY_KEY = header(
            "Idempotency-Key",
            OpenApi.ordered("type", "string", "pattern", "^[\\x21-\\x7e]{1,255}$"),
            "The same key is done once: visible ASCII characters of the caller's choice.");

    static RouteParameter path(String name) {
        return new RouteParameter("path", name, OpenApiSchemas.ID, "Its id.");
    }

    static RouteParameter query(String name, String description) {
        return query(name, TEXT, description);
    }

    static RouteParameter query(String name, Map<String, Object> schema, String description) {
        return new RouteParameter("query", name, schema, description);
    }

    static RouteParameter header(String name, Map<String, Object> schema, String description) {
        return new RouteParameter("header", name, schema, description);
    }
}
