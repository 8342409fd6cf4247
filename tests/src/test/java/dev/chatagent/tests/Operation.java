package dev.chatagent.tests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An operation of the API, read from its description.
 *
 * @param path with parameters in braces
 */
record Operation(String method, String path, JsonNode description) {
    private static final String JSON = "application/json";

    /** All there are. */
    static List<Operation> all() throws IOException {
        JsonNode document = new ObjectMapper()
                .readTree(Path.of("..", "docs", "openapi.json").toFile());
        List<Operation> all = new ArrayList<>();
        document.path("paths").properties().forEach(path -> path.getValue()
                .properties()
                .forEach(operation -> all.add(new Operation(
                        operation.getKey().toUpperCase(Locale.ROOT), path.getKey(), operation.getValue()))));
        return all;
    }

    /** What its description shows as a body; empty when it takes none. */
    Optional<JsonNode> example() {
        return Optional.of(description
                        .path("requestBody")
                        .path("content")
                        .path(JSON)
                        .path("example"))
                .filter(JsonNode::isObject);
    }

    /** Names of its parameters in the path, the query or headers. */
    List<String> parameters(String in) {
        List<String> names = new ArrayList<>();
        for (JsonNode parameter : description.path("parameters")) {
            if (parameter.path("in").asText().equals(in)) {
                names.add(parameter.path("name").asText());
            }
        }
        return names;
    }

    /** Whether it may answer that. */
    boolean declares(int status) {
        return description.path("responses").has(Integer.toString(status));
    }

    boolean forAdministrators() {
        return path.startsWith("/admin") || path.equals("/health") || path.equals("/metrics");
    }

    @Override
    public String toString() {
        return method + " " + path;
    }
}
