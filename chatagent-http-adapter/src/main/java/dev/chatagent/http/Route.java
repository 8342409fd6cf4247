package dev.chatagent.http;

import dev.chatagent.limit.LimitClass;
import java.io.IOException;
import java.util.List;

/**
 * One row of the route table. Every column must be filled: a route without a declaration cannot be written.
 *
 * @param template path below the mount; a segment in braces is a parameter
 * @param limit by address for public routes, by user for all others
 * @param body type of the JSON body; {@link Void} for none
 * @param answer type of the JSON answer; {@link Void} for none
 * @param status HTTP status of success
 */
record Route(
        String method,
        String template,
        Access access,
        LimitClass limit,
        Class<?> body,
        Class<?> answer,
        int status,
        Handler handler) {

    /** Does the work. */
    @FunctionalInterface
    interface Handler {
        Answer handle(Exchange exchange) throws IOException;
    }

    List<String> segments() {
        return List.of(template.substring(1).split("/"));
    }

    boolean takesBody() {
        return body != Void.class;
    }

    static boolean isParameter(String segment) {
        return segment.startsWith("{");
    }
}
