package dev.chatagent.http;

import static dev.chatagent.http.OpenApi.ordered;

import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.error.FieldError;
import dev.chatagent.wire.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What routes answer, by status: their replies, and the refusals of that status with an example of each. Not thread-safe. */
final class OpenApiResponses {
    private static final String JSON_REFERENCE = "$ref";
    private static final Map<String, Object> TEXT = Map.of("type", "string");

    private final OpenApiSchemas schemas;
    private final Map<String, Object> shared = new TreeMap<>();
    private final Set<ErrorCode> used = EnumSet.noneOf(ErrorCode.class);

    OpenApiResponses(OpenApiSchemas schemas) {
        this.schemas = schemas;
    }

    /** Refusals that several routes have in common, by name. */
    Map<String, Object> shared() {
        return shared;
    }

    Map<String, Object> of(Route route) {
        Map<Integer, List<ErrorCode>> refusals = new TreeMap<>();
        route.refusals().forEach(code -> refusals.computeIfAbsent(code.httpStatus(), status -> new ArrayList<>())
                .add(code));
        Map<String, Object> responses = new TreeMap<>();
        route.replies()
                .forEach(reply -> responses.put(
                        Integer.toString(reply.status()), success(reply, route, refusals.remove(reply.status()))));
        refusals.forEach((status, codes) -> responses.put(Integer.toString(status), refusal(status, codes)));
        return responses;
    }

    /** @param refusals of the same status; may be absent */
    private Map<String, Object> success(Reply reply, Route route, @Nullable List<ErrorCode> refusals) {
        Map<String, Object> headers = headers(reply.status());
        if (route.parameters().contains(RouteParameter.MODE)) {
            headers.put("Set-Cookie", reference("headers", "Set-Cookie"));
        }
        Map<String, Object> response = ordered("description", reply.description(), "headers", headers);
        Map<String, Object> content = new LinkedHashMap<>();
        if (reply.hasBody()) {
            Map<String, Object> media = ordered("schema", schemas.of(reply.schema()));
            if (!reply.mediaType().equals(FileAnswer.MEDIA_TYPE)) {
                media.put("example", Objects.requireNonNull(reply.example(), route.id()));
            }
            content.put(reply.mediaType(), media);
        }
        if (refusals != null) {
            content.put(Problem.MEDIA_TYPE, problem(refusals));
        }
        if (!content.isEmpty()) {
            response.put("content", content);
        }
        return response;
    }

    private Map<String, Object> refusal(int status, List<ErrorCode> codes) {
        StringBuilder name = new StringBuilder();
        for (ErrorCode code : codes) {
            name.append(name.isEmpty() ? "" : "Or").append(OpenApi.pascal(code.wireName()));
        }
        shared.computeIfAbsent(
                name.toString(),
                absent -> ordered(
                        "description",
                        String.join(
                                " ",
                                codes.stream().map(code -> code.title() + ".").toList()),
                        "headers",
                        headers(status),
                        "content",
                        ordered(Problem.MEDIA_TYPE, problem(codes))));
        return reference("responses", name.toString());
    }

    private Map<String, Object> problem(List<ErrorCode> codes) {
        used.addAll(codes);
        Map<String, Object> examples = new TreeMap<>();
        codes.forEach(code -> examples.put(code.wireName(), reference("examples", code.wireName())));
        return ordered("schema", schemas.of(Problem.class), "examples", examples);
    }

    /** An example of every refusal that a route answers with. */
    Map<String, Object> examples() {
        Map<String, Object> examples = new TreeMap<>();
        for (ErrorCode code : used) {
            ChatAgentException failure =
                    switch (code) {
                        case INVALID_REQUEST -> ChatAgentException.invalid("email", "required", "'email' is required.");
                        case WEAK_PASSWORD ->
                            ChatAgentException.invalid(
                                    code, new FieldError("password", "too_short", "Use at least 15 characters."));
                        case RATE_LIMITED, OVERLOADED ->
                            ChatAgentException.retryLater(code, "Try again in 3 s.", Duration.ofSeconds(3));
                        default -> new ChatAgentException(code, code.title() + ".");
                    };
            examples.put(
                    code.wireName(),
                    ordered("summary", code.title(), "value", Problem.of(failure, Examples.REQUEST_ID)));
        }
        return examples;
    }

    private static Map<String, Object> headers(int status) {
        Map<String, Object> headers = new TreeMap<>();
        for (String name : List.of("X-Request-Id", "RateLimit", "RateLimit-Policy")) {
            headers.put(name, reference("headers", name));
        }
        if (status == 429 || status == 503) {
            headers.put("Retry-After", reference("headers", "Retry-After"));
        }
        if (status == 401) {
            headers.put("WWW-Authenticate", reference("headers", "WWW-Authenticate"));
        }
        return headers;
    }

    /** The headers that answers refer to. */
    static Map<String, Object> headerComponents() {
        return ordered(
                "X-Request-Id",
                        header("What an operator needs to find the call in the log.", Examples.REQUEST_ID, true),
                "RateLimit",
                        header(
                                "What is left of each limit that the call counted against (draft-ietf-httpapi-ratelimit-headers-10).",
                                "\"read\";r=99;t=1",
                                false),
                "RateLimit-Policy", header("Those limits.", "\"read\";q=20;w=1", false),
                "Retry-After",
                        ordered(
                                "description",
                                "Seconds after which the same call is admitted.",
                                "schema",
                                ordered("type", "integer", "minimum", 1),
                                "example",
                                3),
                "WWW-Authenticate", header("How to authenticate.", "Bearer", false),
                "Set-Cookie",
                        header(
                                "In browser mode: the refresh token, and what the device is known by.",
                                "__Host-chatagent-refresh=q0y5b2X3; Path=/; Max-Age=604800; HttpOnly; SameSite=Strict; Secure",
                                false));
    }

    private static Map<String, Object> header(String description, String example, boolean required) {
        return ordered("description", description, "required", required, "schema", TEXT, "example", example);
    }

    private static Map<String, Object> reference(String kind, String name) {
        return ordered(JSON_REFERENCE, "#/components/" + kind + "/" + name);
    }
}
