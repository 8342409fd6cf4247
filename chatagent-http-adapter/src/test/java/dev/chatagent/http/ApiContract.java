package dev.chatagent.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the API promises, read from {@code docs/openapi.json} and from nothing of the product: which operation may answer
 * which status with what. The headers of every answer stand in {@link ExpectedHeaders}.
 */
final class ApiContract {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PROBLEM = "application/problem+json";
    private static final String EVENTS = "text/event-stream";

    /** What may be answered where there is no operation: it is looked for after TLS, the origin and the address were checked. */
    private static final List<Integer> OF_NO_OPERATION = List.of(403, 404, 405, 429, 500, 503);

    private final JsonNode document;
    private final SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private final Map<JsonNode, Schema> schemas = new ConcurrentHashMap<>();
    private final Map<String, String[]> templates = new LinkedHashMap<>();

    ApiContract(JsonNode document) {
        this.document = document;
        document.path("paths").fieldNames().forEachRemaining(path -> templates.put(path, path.split("/", -1)));
    }

    static ApiContract load() {
        try {
            return new ApiContract(
                    JSON.readTree(Path.of("..", "docs", "openapi.json").toFile()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Method and template; the mount alone for what is no operation of the API. */
    String operation(RecordedAnswer answer) {
        return answer.method() + " " + (isApi(answer) ? template(answer) : "page");
    }

    private static boolean isApi(RecordedAnswer answer) {
        return answer.mount().equals("/api") || answer.mount().equals("/.well-known");
    }

    private static String path(RecordedAnswer answer) {
        return answer.mount().equals("/.well-known") ? "/.well-known" + answer.path() : answer.path();
    }

    private String template(RecordedAnswer answer) {
        if (templates.containsKey(path(answer))) {
            return path(answer);
        }
        String[] segments = path(answer).split("/", -1);
        return templates.entrySet().stream()
                .filter(entry -> fits(entry.getValue(), segments))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("nothing");
    }

    private static boolean fits(String[] template, String[] segments) {
        boolean fits = template.length == segments.length;
        for (int i = 0; fits && i < template.length; i++) {
            fits = template[i].startsWith("{") || template[i].equals(segments[i]);
        }
        return fits;
    }

    /** What is not as promised; empty when all is well. */
    List<String> faults(RecordedAnswer answer) {
        if (!isApi(answer)) {
            return ExpectedHeaders.faultsOfPage(answer);
        }
        List<String> faults = new ArrayList<>(ExpectedHeaders.faultsOfApi(answer));
        JsonNode path = document.path("paths").path(template(answer));
        boolean head = answer.method().equals("HEAD");
        JsonNode operation = path.path(head ? "get" : answer.method().toLowerCase(Locale.ROOT));
        if (answer.method().equals("OPTIONS") && !path.isMissingNode() && answer.status() == 204) {
            return faults;
        }
        if (operation.isMissingNode()) {
            if (!OF_NO_OPERATION.contains(answer.status())) {
                faults.add("there is no such operation");
            } else if (!head) {
                faults.addAll(againstProblem(answer));
            }
            return faults;
        }
        JsonNode response = resolve(operation.path("responses").path(Integer.toString(answer.status())));
        if (response.isMissingNode()) {
            faults.add("the status is not declared: " + answer.body());
            return faults;
        }
        if (!head && answer.status() != 304) {
            faults.addAll(againstContent(answer, response.path("content")));
        }
        return faults;
    }

    private List<String> againstProblem(RecordedAnswer answer) {
        if (!answer.mediaType().equals(PROBLEM)) {
            return List.of("no problem but " + answer.mediaType());
        }
        return validate(JSON.createObjectNode().put("$ref", "#/components/schemas/Problem"), answer.body());
    }

    private List<String> againstContent(RecordedAnswer answer, JsonNode content) {
        if (content.isEmpty()) {
            return answer.body().isEmpty() ? List.of() : List.of("a body where none is declared");
        }
        JsonNode media = content.path(answer.mediaType());
        if (media.isMissingNode()) {
            return List.of("the media type '" + answer.mediaType() + "' is not declared");
        }
        if (answer.mediaType().equals(EVENTS)) {
            return againstEvents(answer);
        }
        if (answer.cut() || !answer.mediaType().endsWith("json")) {
            return List.of();
        }
        List<String> faults = new ArrayList<>(validate(media.path("schema"), answer.body()));
        if (answer.mediaType().equals(PROBLEM)) {
            faults.addAll(againstCode(answer, media));
        }
        return faults;
    }

    private static List<String> againstCode(RecordedAnswer answer, JsonNode media) {
        JsonNode problem = read(answer.body());
        String code = problem.path("code").asText();
        List<String> faults = new ArrayList<>();
        if (!media.path("examples").has(code)) {
            faults.add("the code '" + code + "' is not declared");
        }
        if (problem.path("status").asInt() != answer.status()) {
            faults.add("the problem says status " + problem.path("status"));
        }
        return faults;
    }

    private List<String> againstEvents(RecordedAnswer answer) {
        String text = answer.body();
        String whole = text.substring(0, text.lastIndexOf("\n\n") + 1);
        List<String> faults = new ArrayList<>();
        for (String event : whole.split("\n\n", -1)) {
            for (String line : event.split("\n", -1)) {
                if (line.startsWith("data: ") && !event.contains("\nevent: subscribed\n")) {
                    JsonNode reference = JSON.createObjectNode().put("$ref", "#/components/schemas/Event");
                    faults.addAll(validate(reference, line.substring("data: ".length())));
                }
            }
        }
        return faults;
    }

    private List<String> validate(JsonNode schema, String json) {
        JsonNode value = read(json);
        if (value.isMissingNode()) {
            return List.of("not JSON: " + json);
        }
        return schemas.computeIfAbsent(schema, this::compile).validate(value).stream()
                .map(Error::toString)
                .toList();
    }

    /** References are into the document, so it goes with the schema. */
    private Schema compile(JsonNode schema) {
        ObjectNode whole = schema.deepCopy();
        whole.putObject("components").set("schemas", document.at("/components/schemas"));
        return registry.getSchema(whole);
    }

    private JsonNode resolve(JsonNode node) {
        return node.has("$ref") ? document.at(node.path("$ref").asText().substring(1)) : node;
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            return JSON.missingNode();
        }
    }
}
