package dev.chatagent.http;

import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Finds the route of a request: by its whole path, else among the templates of as many segments. Immutable. */
final class Router {
    private final Map<String, List<Route>> fixed = new HashMap<>();
    private final Map<Integer, List<Template>> bySize = new HashMap<>();

    Router(List<Route> routes) {
        for (Route route : routes) {
            List<String> segments = route.segments();
            if (segments.stream().anyMatch(Route::isParameter)) {
                bySize.computeIfAbsent(segments.size(), size -> new ArrayList<>())
                        .add(new Template(route, segments));
            } else {
                fixed.computeIfAbsent(route.template(), path -> new ArrayList<>())
                        .add(route);
            }
        }
    }

    /** A route and the values of its parameters. */
    record Match(Route route, Map<String, String> parameters) {}

    private record Template(Route route, List<String> segments) {
        /** Empty when the path is another one. */
        Optional<Match> match(List<String> path) {
            Map<String, String> parameters = new HashMap<>();
            for (int i = 0; i < segments.size(); i++) {
                String expected = segments.get(i);
                if (Route.isParameter(expected)) {
                    parameters.put(expected.substring(1, expected.length() - 1), path.get(i));
                } else if (!expected.equals(path.get(i))) {
                    return Optional.empty();
                }
            }
            return Optional.of(new Match(route, parameters));
        }
    }

    /** @throws ChatAgentException NOT_FOUND, or METHOD_NOT_ALLOWED naming those that are */
    Match find(String method, String path) {
        String wanted = method.equals("HEAD") ? "GET" : method;
        for (Route route : fixed.getOrDefault(path, List.of())) {
            if (route.method().equals(wanted)) {
                return new Match(route, Map.of());
            }
        }
        List<Match> here = at(path);
        for (Match match : here) {
            if (match.route().method().equals(wanted)) {
                return match;
            }
        }
        throw here.isEmpty()
                ? new ChatAgentException(ErrorCode.NOT_FOUND, "There is nothing at this address.")
                : new ChatAgentException(ErrorCode.METHOD_NOT_ALLOWED, "This address takes " + methods(path) + ".");
    }

    /** The methods that the path takes, for {@code Allow} (RFC 9110 section 10.2.1); empty where there is nothing. */
    String methods(String path) {
        Set<String> methods = new TreeSet<>();
        at(path).forEach(match -> methods.add(match.route().method()));
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        if (!methods.isEmpty()) {
            methods.add("OPTIONS");
        }
        return String.join(", ", methods);
    }

    private List<Match> at(String path) {
        List<Match> here = new ArrayList<>();
        fixed.getOrDefault(path, List.of()).forEach(route -> here.add(new Match(route, Map.of())));
        List<String> segments =
                List.of(path.substring(Math.min(1, path.length())).split("/", -1));
        for (Template template : bySize.getOrDefault(segments.size(), List.of())) {
            template.match(segments).ifPresent(here::add);
        }
        return here;
    }
}
