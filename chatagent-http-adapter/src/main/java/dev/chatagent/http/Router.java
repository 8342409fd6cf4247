package dev.chatagent.http;

import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds the route of a request. Immutable. */
final class Router {
    private final List<Route> routes;

    Router(List<Route> routes) {
        this.routes = List.copyOf(routes);
    }

    /** A route and the values of its parameters. */
    record Match(Route route, Map<String, String> parameters) {}

    /** @throws ChatAgentException NOT_FOUND, or METHOD_NOT_ALLOWED naming those that are */
    Match find(String method, String path) {
        List<String> segments =
                List.of(path.substring(Math.min(1, path.length())).split("/", -1));
        Set<String> allowed = new LinkedHashSet<>();
        for (Route route : routes) {
            Map<String, String> parameters = new HashMap<>();
            if (matches(route.segments(), segments, parameters)) {
                if (route.method().equals(method)) {
                    return new Match(route, parameters);
                }
                allowed.add(route.method());
            }
        }
        if (allowed.isEmpty()) {
            throw new ChatAgentException(ErrorCode.NOT_FOUND, "There is nothing at this address.");
        }
        throw new ChatAgentException(
                ErrorCode.METHOD_NOT_ALLOWED, "This address takes " + String.join(", ", allowed) + ".");
    }

    private static boolean matches(List<String> template, List<String> path, Map<String, String> parameters) {
        if (template.size() != path.size()) {
            return false;
        }
        for (int i = 0; i < template.size(); i++) {
            String expected = template.get(i);
            String actual = path.get(i);
            if (Route.isParameter(expected)) {
                parameters.put(expected.substring(1, expected.length() - 1), actual);
            } else if (!expected.equals(actual)) {
                return false;
            }
        }
        return true;
    }
}
