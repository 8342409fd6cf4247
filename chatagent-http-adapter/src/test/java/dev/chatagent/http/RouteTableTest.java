package dev.chatagent.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.auth.Pbkdf2Hasher;
import dev.chatagent.config.Settings;
import dev.chatagent.examples.containers.Container;
import dev.chatagent.examples.containers.Served;
import dev.chatagent.testkit.TestClock;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every row of the route table, called as strangers, foreigners and vandals would. */
@ParameterizedClass
@EnumSource(Container.class)
class RouteTableTest {
    @Parameter
    Container container;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String PASSWORD = "four words that differ";
    private static final String NOBODYS_RUN = "7c9e6679-7425-40de-944b-e07fc1f90ae7";

    private static TestClock clock;
    private static ChatAgentRuntime runtime;
    private static Served server;
    private static String base;
    private static String ada;
    private static String eve;
    private static String adasChat;
    private static String expired;
    private static String revoked;

    @BeforeParameterizedClassInvocation
    static void start(Container container) throws Exception {
        clock = TestClock.create();
        runtime = ChatAgentRuntime.builder()
                .settings(Settings.defaults().with(Settings.ENVIRONMENT, "test").with(Settings.LIMITS, false))
                .clock(clock)
                .passwordHasher(new Pbkdf2Hasher(10))
                .start();
        server = container.serve(Recording.application(runtime));
        base = "http://127.0.0.1:" + server.port() + "/api";
        expired = register("early@example.org");
        clock.advance(Duration.ofMinutes(15));
        revoked = register("gone@example.org");
        assertThat(call("POST", "/auth/logout", revoked, new byte[0]).statusCode())
                .isEqualTo(204);
        ada = register("ada@example.org");
        eve = register("eve@example.org");
        adasChat = JSON.readTree(
                        call("POST", "/chat/sessions", ada, bytes("{}")).body())
                .path("id")
                .asText();
    }

    @AfterParameterizedClassInvocation
    static void stop() throws Exception {
        server.close();
        runtime.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String register(String email) throws Exception {
        String body = "{\"email\":\"" + email + "\",\"password\":\"" + PASSWORD + "\"}";
        return JSON.readTree(call("POST", "/auth/register", "", bytes(body)).body())
                .path("accessToken")
                .asText();
    }

    private static HttpResponse<String> call(String method, String path, String token, byte[] body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(response.headers().map())
                .containsKeys(
                        "content-security-policy",
                        "x-content-type-options",
                        "x-frame-options",
                        "referrer-policy",
                        "permissions-policy",
                        "cross-origin-opener-policy",
                        "cross-origin-resource-policy",
                        "x-request-id");
        assertThat(response.headers().firstValue("Cache-Control"))
                .contains(response.headers().firstValue("ETag").isPresent() ? "no-cache" : "no-store");
        return response;
    }

    private static String path(Route route) {
        return route.template().replace("{id}", adasChat).replaceAll("\\{[a-z]+}", NOBODYS_RUN);
    }

    static Stream<Route> closed() {
        return RouteTable.of(runtime, new EventStreams()).stream().filter(route -> route.access() != Access.PUBLIC);
    }

    static Stream<Route> ofOneChat() {
        return RouteTable.of(runtime, new EventStreams()).stream()
                .filter(route -> route.template().contains("{id}"));
    }

    static Stream<Route> withBody() {
        return RouteTable.of(runtime, new EventStreams()).stream().filter(Route::takesBody);
    }

    static Stream<Route> publicPosts() {
        return withBody()
                .filter(route ->
                        route.access() == Access.PUBLIC && route.method().equals("POST"));
    }

    private static List<byte[]> badBodies() {
        return List.of(
                bytes(""),
                bytes("null"),
                bytes("[]"),
                bytes("7"),
                bytes("{"),
                bytes("{} {}"),
                bytes("{\"unknown\":1}"),
                bytes("{\"text\":7,\"email\":7,\"title\":7,\"token\":7,\"refreshToken\":7,\"displayName\":7}"),
                bytes("[".repeat(10_000)),
                bytes("{\"title\":\"\\u0000\",\"email\":\"\\u0000\",\"text\":\"\\u0000\"}"),
                new byte[] {'{', '"', (byte) 0xC3, 0x28, '"', ':', '1', '}'},
                bytes("{\"title\":\"" + "x".repeat(10 * 1024 * 1024) + "\"}"));
    }

    private static JsonNode assertProblem(HttpResponse<String> response, int status, String code) throws Exception {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        JsonNode problem = JSON.readTree(response.body());
        assertThat(problem.path("code").asText()).isEqualTo(code);
        return problem;
    }

    @ParameterizedTest
    @MethodSource("closed")
    void without_a_token_a_closed_route_answers_401(Route route) throws Exception {
        assertProblem(call(route.method(), path(route), "", bytes("{}")), 401, "unauthenticated");
        assertProblem(call(route.method(), path(route), "garbage", bytes("{}")), 401, "invalid_token");
    }

    @ParameterizedTest
    @MethodSource("closed")
    void with_an_expired_or_a_revoked_token_a_closed_route_answers_401(Route route) throws Exception {
        for (String token : List.of(expired, revoked)) {
            HttpResponse<String> response = call(route.method(), path(route), token, bytes("{}"));
            assertProblem(response, 401, "invalid_token");
            assertThat(response.headers().firstValue("WWW-Authenticate")).contains("Bearer");
            assertThat(response.body()).doesNotContain(token);
        }
    }

    @ParameterizedTest
    @MethodSource("ofOneChat")
    void a_foreign_chat_does_not_exist(Route route) throws Exception {
        byte[] body = bytes(
                switch (route.method()) {
                    case "PATCH" -> "{\"title\":\"x\"}";
                    case "POST" -> route.takesBody() ? "{\"text\":\"x\"}" : "";
                    default -> "";
                });
        JsonNode foreign = assertProblem(call(route.method(), path(route), eve, body), 404, "not_found");
        String absent = path(route).replace(adasChat, NOBODYS_RUN);
        JsonNode none = assertProblem(call(route.method(), absent, eve, body), 404, "not_found");
        assertThat(foreign.path("detail")).isEqualTo(none.path("detail"));
    }

    @ParameterizedTest
    @MethodSource("withBody")
    void a_bad_body_is_a_clear_4xx(Route route) throws Exception {
        assertRefused(route, ada);
    }

    @ParameterizedTest
    @MethodSource("publicPosts")
    void a_bad_body_of_a_stranger_is_a_clear_4xx(Route route) throws Exception {
        assertRefused(route, "");
    }

    private static void assertRefused(Route route, String token) throws Exception {
        for (byte[] body : badBodies()) {
            HttpResponse<String> response = call(route.method(), path(route), token, body);
            assertThat(response.statusCode())
                    .as("%s %s: %s", route.method(), route.template(), response.body())
                    .isBetween(400, 499);
            assertThat(response.body())
                    .contains("\"detail\"")
                    .doesNotContain("dev.chatagent", "com.fasterxml", "\tat ");
        }
    }

    /** Containers throw what they like while they decode a query. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/chat/search?q=%ff",
                "/chat/sessions?cursor=%c3%28",
                "/chat/sessions?limit=%ff",
                "/events?stream=%f0%28"
            })
    void a_query_that_is_no_utf_8_is_a_clear_4xx(String path) throws Exception {
        assertProblem(call("GET", path, ada, bytes("")), 400, "invalid_request");
    }

    /** What the API's description calls required is what handlers ask for. */
    @Test
    void empty_object_is_refused_where_a_field_is_required() throws Exception {
        String root = JSON.readTree(call(
                                "POST",
                                "/auth/setup",
                                "",
                                bytes("{\"email\":\"root@example.org\",\"password\":\"" + PASSWORD + "\",\"token\":\""
                                        + runtime.accounts().setupToken().orElseThrow() + "\"}"))
                        .body())
                .path("accessToken")
                .asText();
        for (Route route : withBody().toList()) {
            String name = route.method() + " " + route.template();
            String token =
                    route.access() == Access.PUBLIC ? "" : route.template().contains("{id}") ? ada : root;
            HttpResponse<String> answer = call(route.method(), path(route), token, bytes("{}"));
            String missing = JSON.readTree(answer.body()).at("/errors/0/field").asText();
            String code = JSON.readTree(answer.body()).at("/errors/0/code").asText();
            if (code.equals("required")) {
                assertThat(route.id().equals("refresh") ? List.of("refreshToken") : required(route)) // or its cookie
                        .as(name)
                        .contains(missing);
            } else {
                assertThat(required(route)).as("%s: %s", name, answer.body()).isEmpty();
            }
        }
    }

    private static List<String> required(Route route) {
        Route.Body body = Objects.requireNonNull(route.body());
        return body.either().isEmpty() ? body.required() : body.either();
    }

    @Test
    void what_is_refused_leaves_nothing_half_written() throws Exception {
        String mia = register("mia@example.org");
        for (Route route : RouteTable.of(runtime, new EventStreams()).stream()
                .filter(Route::takesBody)
                .toList()) {
            String token = route.access() == Access.PUBLIC ? "" : mia;
            assertRefused(route, token);
        }
        String body = "{\"email\":\"%s\",\"password\":\"%s\"}";
        assertProblem(
                call("POST", "/auth/register", "", bytes(String.format(body, "Mia@Example.org", PASSWORD + " new"))),
                409,
                "email_taken");
        assertProblem(
                call("POST", "/auth/register", "", bytes(String.format(body, "nora@example.org", "short"))),
                422,
                "weak_password");
        HttpResponse<String> chats = call("GET", "/chat/sessions", mia, new byte[0]);
        assertThat(JSON.readTree(chats.body()).path("items")).isEmpty();
        HttpResponse<String> profile = call("GET", "/auth/profile", mia, new byte[0]);
        assertThat(JSON.readTree(profile.body()).path("email").asText()).isEqualTo("mia@example.org");
        assertThat(call("POST", "/auth/login", "", bytes(String.format(body, "mia@example.org", PASSWORD)))
                        .statusCode())
                .isEqualTo(200);
        for (String password : List.of(PASSWORD + " new", "short")) {
            for (String email : List.of("mia@example.org", "nora@example.org")) {
                assertProblem(
                        call("POST", "/auth/login", "", bytes(String.format(body, email, password))),
                        401,
                        "bad_credentials");
            }
        }
        assertThat(register("nora@example.org")).as("the address is free").isNotEmpty();
        assertThat(messages(adasChat)).isEmpty();
    }

    private static JsonNode messages(String chat) throws Exception {
        HttpResponse<String> page = call("GET", "/chat/sessions/" + chat + "/messages", ada, new byte[0]);
        assertThat(page.statusCode()).isEqualTo(200);
        return JSON.readTree(page.body()).path("items");
    }

    @Test
    void a_second_registration_and_a_wrong_password_are_refused() throws Exception {
        byte[] again = bytes("{\"email\":\"ADA@example.org\",\"password\":\"" + PASSWORD + "\"}");
        assertProblem(call("POST", "/auth/register", "", again), 409, "email_taken");
        byte[] wrong = bytes("{\"email\":\"ada@example.org\",\"password\":\"" + PASSWORD + "x\"}");
        byte[] unknown = bytes("{\"email\":\"who@example.org\",\"password\":\"" + PASSWORD + "x\"}");
        JsonNode first = assertProblem(call("POST", "/auth/login", "", wrong), 401, "bad_credentials");
        JsonNode second = assertProblem(call("POST", "/auth/login", "", unknown), 401, "bad_credentials");
        assertThat(first.path("detail")).isEqualTo(second.path("detail"));
    }

    static Stream<Route> all() {
        return RouteTable.of(runtime, new EventStreams()).stream();
    }

    @ParameterizedTest
    @MethodSource("all")
    void options_tells_the_methods_of_a_path_and_another_one_is_405(Route route) throws Exception {
        Set<String> expected = all().filter(other -> other.template().equals(route.template()))
                .map(Route::method)
                .collect(Collectors.toCollection(TreeSet::new));
        expected.add("OPTIONS");
        if (expected.contains("GET")) {
            expected.add("HEAD");
        }
        HttpResponse<String> options = call("OPTIONS", path(route), "", new byte[0]);
        assertThat(options.statusCode()).isEqualTo(204);
        assertThat(options.body()).isEmpty();
        assertThat(options.headers().firstValue("Allow")).contains(String.join(", ", expected));
        HttpResponse<String> other = call("PROPFIND", path(route), ada, new byte[0]);
        assertProblem(other, 405, "method_not_allowed");
        assertThat(other.headers().firstValue("Allow")).contains(String.join(", ", expected));
    }

    @ParameterizedTest
    @MethodSource("all")
    void head_has_status_and_headers_of_get_and_no_body(Route route) throws Exception {
        if (!route.method().equals("GET") || route.template().equals("/events")) {
            return;
        }
        HttpResponse<String> get = call("GET", path(route), ada, new byte[0]);
        HttpResponse<String> head = call("HEAD", path(route), ada, new byte[0]);
        assertThat(head.statusCode()).isEqualTo(get.statusCode());
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValue("Content-Type"))
                .isEqualTo(get.headers().firstValue("Content-Type"));
        assertThat(head.headers().firstValueAsLong("Content-Length"))
                .hasValue(get.body().getBytes(StandardCharsets.UTF_8).length);
        assertThat(head.headers().map().keySet()).isEqualTo(get.headers().map().keySet());
    }

    @Test
    void head_of_the_event_stream_opens_none() throws Exception {
        HttpResponse<String> head = call("HEAD", "/events", ada, new byte[0]);
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
    }

    @Test
    void what_is_not_in_the_table_does_not_exist() throws Exception {
        assertProblem(call("GET", "/nothing", "", new byte[0]), 404, "not_found");
        assertProblem(call("PUT", "/auth/profile", ada, new byte[0]), 405, "method_not_allowed");
    }
}
