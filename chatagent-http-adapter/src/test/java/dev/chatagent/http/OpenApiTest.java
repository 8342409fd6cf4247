package dev.chatagent.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.config.Settings;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.limit.LimitClass;
import dev.chatagent.wire.Json;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The document that is served describes the routes that there are, and holds together. */
class OpenApiTest {
    private static ChatAgentRuntime runtime;
    private static List<Route> routes;
    private static JsonNode document;

    @BeforeAll
    static void read() throws Exception {
        runtime = ChatAgentRuntime.builder()
                .settings(Settings.defaults().with(Settings.ENVIRONMENT, "test"))
                .start();
        routes = RouteTable.of(runtime, new EventStreams());
        document = new ObjectMapper().readTree(Json.write(OpenApi.of(routes)));
    }

    @AfterAll
    static void stop() {
        runtime.close();
    }

    private static JsonNode operation(Route route) {
        return document.path("paths").path(route.template()).path(route.method().toLowerCase(Locale.ROOT));
    }

    private static JsonNode resolve(JsonNode schema) {
        return schema.has("$ref") ? document.at(schema.path("$ref").asText().substring(1)) : schema;
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(element -> texts.add(element.asText()));
        return texts;
    }

    /** Without any security, or with an empty one among the choices. */
    private static boolean open(JsonNode security) {
        boolean open = security.isEmpty();
        for (JsonNode choice : security) {
            open |= choice.isEmpty();
        }
        return open;
    }

    @Test
    void every_route_is_in_it_and_nothing_else() {
        assertThat(routes).allSatisfy(route -> {
            JsonNode operation = operation(route);
            assertThat(operation.isObject())
                    .as("%s %s", route.method(), route.template())
                    .isTrue();
            assertThat(operation.path("operationId").asText()).isEqualTo(route.id());
            assertThat(open(operation.path("security"))).isEqualTo(route.access() == Access.PUBLIC);
            assertThat(operation.path("responses").has(Integer.toString(route.status())))
                    .isTrue();
            assertThat(operation.has("requestBody")).isEqualTo(route.takesBody() || route.takesFile());
        });
        int operations = 0;
        for (JsonNode path : document.path("paths")) {
            operations += path.size();
        }
        assertThat(operations).isEqualTo(routes.size());
        assertThat(routes.stream().map(Route::template)).contains("/openapi.json");
    }

    @Test
    void operation_ids_are_unique() {
        Set<String> ids = new HashSet<>();
        assertThat(routes).allSatisfy(route -> assertThat(
                        ids.add(operation(route).path("operationId").asText()))
                .isTrue());
    }

    @Test
    void every_reference_resolves_and_every_schema_is_used() {
        List<String> references = new ArrayList<>();
        for (JsonNode found : document.findValues("$ref")) {
            references.add(found.asText());
        }
        assertThat(references).hasSizeGreaterThan(50).allSatisfy(reference -> assertThat(
                        document.at(reference.substring(1)).isObject())
                .as(reference)
                .isTrue());
        document.path("components").path("schemas").fieldNames().forEachRemaining(name -> assertThat(references)
                .contains("#/components/schemas/" + name));
    }

    @Test
    void records_of_one_name_in_two_rooms_are_two_schemas() {
        long bodies = routes.stream()
                .filter(Route::takesBody)
                .map(Route::bodyType)
                .distinct()
                .count();
        long schemas = routes.stream()
                .filter(Route::takesBody)
                .map(route -> operation(route)
                        .at("/requestBody/content/application~1json/schema/$ref")
                        .asText())
                .distinct()
                .count();
        assertThat(schemas).isEqualTo(bodies);
    }

    @Test
    void path_parameters_are_those_of_the_template() {
        assertThat(routes).allSatisfy(route -> {
            Stream<String> expected = route.segments().stream()
                    .filter(Route::isParameter)
                    .map(segment -> segment.substring(1, segment.length() - 1));
            List<String> found = new ArrayList<>();
            operation(route).path("parameters").forEach(parameter -> {
                if (parameter.path("in").asText().equals("path")) {
                    found.add(parameter.path("name").asText());
                }
            });
            assertThat(found).containsExactlyElementsOf(expected.toList());
        });
    }

    @Test
    void problem_has_every_error_code_and_leaves_out_what_may_be_null() {
        JsonNode problem = document.at("/components/schemas/Problem");
        assertThat(texts(problem.at("/properties/code/enum")))
                .containsExactlyElementsOf(
                        Stream.of(ErrorCode.values()).map(ErrorCode::wireName).toList());
        assertThat(texts(problem.path("required")))
                .contains("code", "detail", "requestId")
                .doesNotContain("retryAfter", "errors");
    }

    @Test
    void types_are_those_of_the_wire() {
        JsonNode message = document.at("/components/schemas/Message");
        assertThat(message.at("/properties/id/type").asText()).isEqualTo("string");
        assertThat(message.at("/properties/createdAt/format").asText()).isEqualTo("date-time");
        assertThat(texts(message.at("/properties/role/enum"))).contains("user", "assistant");
        assertThat(texts(message.path("required"))).contains("parts").doesNotContain("parent", "error");
        assertThat(resolve(resolve(message.at("/properties/parts/items")).at("/oneOf/0"))
                        .at("/properties/type/const")
                        .asText())
                .isEqualTo("text");
        assertThat(document.at("/components/schemas/AdminAuditItem/properties/detail/type")
                        .asText())
                .isEqualTo("object");
        assertThat(texts(document.at("/components/schemas/AuthProfileAnswer/required")))
                .contains("email", "emailVerified");
    }

    /** An empty schema would allow anything and tell nothing. */
    @Test
    void no_schema_is_vague() {
        List<JsonNode> schemas = new ArrayList<>(document.findValues("schema"));
        document.findValues("properties").forEach(properties -> properties.forEach(schemas::add));
        document.path("components").path("schemas").forEach(schemas::add);
        document.findValues("items").stream().filter(JsonNode::isObject).forEach(schemas::add);
        assertThat(schemas).hasSizeGreaterThan(200).allSatisfy(schema -> assertThat(
                        schema.has("$ref") || schema.has("type") || schema.has("oneOf"))
                .as(schema.toString())
                .isTrue());
    }

    @Test
    void what_an_object_may_hold_is_said() {
        document.path("components").path("schemas").forEach(schema -> assertThat(
                        schema.has("additionalProperties") || schema.has("oneOf"))
                .as(schema.toString())
                .isTrue());
    }

    @Test
    void every_error_code_has_an_example_and_a_route_that_answers_it() {
        Set<String> answered = new HashSet<>();
        document.path("components").path("responses").forEach(response -> response.at(
                        "/content/application~1problem+json/examples")
                .fieldNames()
                .forEachRemaining(answered::add));
        Set<ErrorCode> all = EnumSet.allOf(ErrorCode.class);
        all.remove(ErrorCode.METHOD_NOT_ALLOWED); // that is what no operation answers
        assertThat(all).allSatisfy(code -> {
            JsonNode example = document.at("/components/examples/" + code.wireName() + "/value");
            assertThat(example.path("code").asText()).isEqualTo(code.wireName());
            assertThat(example.path("status").asInt()).isEqualTo(code.httpStatus());
            assertThat(answered).contains(code.wireName());
        });
    }

    @Test
    void examples_have_the_fields_of_their_schemas() {
        List<JsonNode> media = new ArrayList<>();
        routes.forEach(route -> {
            media.add(operation(route).at("/requestBody/content/application~1json"));
            route.replies()
                    .forEach(reply -> media.add(
                            operation(route).at("/responses/" + reply.status() + "/content/application~1json")));
        });
        List<JsonNode> present =
                media.stream().filter(entry -> !entry.isMissingNode()).toList();
        assertThat(present).hasSizeGreaterThan(40).allSatisfy(entry -> {
            List<String> fields = new ArrayList<>();
            entry.path("example").fieldNames().forEachRemaining(fields::add);
            JsonNode schema = resolve(entry.path("schema"));
            List<String> known = new ArrayList<>();
            schema.path("properties").fieldNames().forEachRemaining(known::add);
            assertThat(known).containsAll(fields);
            assertThat(fields).containsAll(texts(schema.path("required")));
        });
    }

    /** Bodies of examples are read by the same reader as those of callers. */
    @Test
    void body_of_which_one_of_two_fields_must_be_there_says_so() {
        JsonNode body = document.at(
                "/paths/~1chat~1sessions~1{id}~1messages/post/requestBody/content/application~1json/schema");
        List<String> either = new ArrayList<>();
        resolve(body).path("anyOf").forEach(choice -> either.addAll(texts(choice.path("required"))));
        assertThat(either).containsExactly("text", "parts");
    }

    @Test
    void body_examples_are_read() {
        for (Route route : routes) {
            Route.Body body = route.body();
            if (body != null) {
                Object read = Json.read(Json.write(body.example()), body.type());
                assertThat(read).isEqualTo(body.example());
            }
        }
    }

    @Test
    void row_that_leaves_something_out_cannot_be_made() {
        RouteDraft draft = RouteDraft.post("/x", "x", Repeat.AGAIN).says("Does it.");
        assertThatThrownBy(() -> draft.answersNothing(204).by(exchange -> new Answer.Empty()))
                .isInstanceOf(NullPointerException.class);
        draft.access(Access.PUBLIC, LimitClass.READ);
        assertThat(draft.by(exchange -> new Answer.Empty()).refusals()).contains(ErrorCode.RATE_LIMITED);
        assertThatThrownBy(() -> RouteDraft.get("/x", "x")
                        .says("Does it.")
                        .access(Access.PUBLIC, LimitClass.READ)
                        .by(exchange -> new Answer.Empty()))
                .isInstanceOf(IllegalStateException.class);
    }
}
