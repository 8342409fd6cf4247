package dev.chatagent.http;

import dev.chatagent.limit.LimitClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The description of all routes, itself among them, for programs that generate clients and documents. */
final class OpenApiRoutes {
    private final Map<String, Object> document;
    private final List<Route> own;

    OpenApiRoutes(List<Route> others) {
        own = List.of(new Route(
                "GET", "/openapi.json", Access.PUBLIC, LimitClass.READ, Void.class, Map.class, 200, this::document));
        List<Route> all = new ArrayList<>(others);
        all.addAll(own);
        document = OpenApi.of(all);
    }

    List<Route> routes() {
        return own;
    }

    private Answer document(Exchange exchange) {
        return new Answer.Json(document);
    }
}
