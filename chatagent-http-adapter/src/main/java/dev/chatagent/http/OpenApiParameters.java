package dev.chatagent.http;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What routes take beside a body: in the path, in the query, in headers. */
final class OpenApiParameters {
    private static final Map<String, Object> TEXT = Map.of("type", "string");
    private static final Map<String, Object> NUMBER = Map.of("type", "integer");

    private OpenApiParameters() {}

    static List<Object> of(Route route) {
        List<Object> parameters = new ArrayList<>();
        for (String segment : route.segments()) {
            if (Route.isParameter(segment)) {
                parameters.add(parameter("path", segment.substring(1, segment.length() - 1), TEXT, "An id."));
            }
        }
        if (paged(route.answer())) {
            parameters.add(query("cursor", TEXT, "`nextCursor` of the page before."));
            parameters.add(query("limit", NUMBER, "Most items on the page, 1 to 200."));
        }
        switch (route.method() + " " + route.template()) {
            case "GET /admin/users" -> parameters.add(query("search", TEXT, "Part of the address or the name."));
            case "GET /chat/search" ->
                parameters.add(query("q", TEXT, "Words; each must be the beginning of a word in the message."));
            case "GET /events" -> {
                parameters.add(query("stream", TEXT, "`user` or `session:<id>`; `user` when absent."));
                parameters.add(query("since", NUMBER, "The last `seq` that was seen; -1 for from now on."));
                parameters.add(parameter("header", "Last-Event-ID", TEXT, "As `since`; browsers send it."));
            }
            case "POST /chat/sessions/{id}/messages" ->
                parameters.add(parameter("header", "Idempotency-Key", TEXT, "The same key sends once."));
            default -> {}
        }
        return parameters;
    }

    private static boolean paged(Class<?> answer) {
        return answer.isRecord()
                && Arrays.stream(answer.getRecordComponents())
                        .map(RecordComponent::getName)
                        .anyMatch("nextCursor"::equals);
    }

    private static Object query(String name, Object schema, String description) {
        return parameter("query", name, schema, description);
    }

    private static Object parameter(String in, String name, Object schema, String description) {
        return OpenApi.ordered(
                "name", name, "in", in, "required", in.equals("path"), "description", description, "schema", schema);
    }
}
