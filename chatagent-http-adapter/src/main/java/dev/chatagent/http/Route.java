package dev.chatagent.http;

import dev.chatagent.error.ErrorCode;
import dev.chatagent.file.Upload;
import dev.chatagent.limit.LimitClass;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One row of the route table, made with a {@link RouteDraft}. Every column must be filled: a route without a declaration
 * cannot be written. What the API tells of itself is read off these rows alone.
 *
 * @param template path below the mount; a segment in braces is a parameter
 * @param id name of the operation in generated clients
 * @param limit by address for public routes, by user for all others
 * @param parameters of the path, the query and headers
 * @param body what the JSON body is; null for none
 * @param receiver takes a body that is a file; null for none
 * @param replies answers of success, the usual one first
 * @param refusals every code that it may answer with a problem
 */
record Route(
        String method,
        String template,
        String id,
        String summary,
        Access access,
        LimitClass limit,
        Repeat repeat,
        List<RouteParameter> parameters,
        @Nullable Body body,
        @Nullable Receiver receiver,
        List<Reply> replies,
        Set<ErrorCode> refusals,
        Handler handler) {
    Route {
        parameters = List.copyOf(parameters);
        replies = List.copyOf(replies);
        if (id.isBlank() || !summary.endsWith(".") || replies.isEmpty() || !template.startsWith("/")) {
            throw new IllegalStateException(method + " " + template + " is not declared in full");
        }
    }

    /**
     * The JSON body of a call.
     *
     * @param required fields that must be there; in Java all may be null, so that the handler can say which is missing
     * @param either fields of which one at least must be there
     */
    record Body(Class<?> type, Object example, List<String> required, List<String> either) {}

    /** Begins to take a file, before any of it has come; the handler finds what it opened as the body of the exchange. */
    @FunctionalInterface
    interface Receiver {
        Upload begin(Exchange exchange);
    }

    /** Does the work. */
    @FunctionalInterface
    interface Handler {
        Answer handle(Exchange exchange) throws IOException;
    }

    List<String> segments() {
        return List.of(template.substring(1).split("/"));
    }

    /** Whether it takes JSON. */
    boolean takesBody() {
        return body != null;
    }

    /** Whether it takes a file. */
    boolean takesFile() {
        return receiver != null;
    }

    /** Only on routes that take one. */
    Class<?> bodyType() {
        return Objects.requireNonNull(body, template).type();
    }

    /** Status of success, the usual one. */
    int status() {
        return replies.get(0).status();
    }

    static boolean isParameter(String segment) {
        return segment.startsWith("{");
    }
}
