package dev.chatagent.http;

import dev.chatagent.error.ErrorCode;
import dev.chatagent.wire.Json;
import dev.chatagent.wire.Problem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * What goes out with one request. What the container's buffer holds is written at once; a larger answer is written as its reader
 * takes it, see {@link LargeAnswer}. For one thread.
 */
final class Outlet {
    private static final String JSON = "application/json";

    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final Intake intake;

    Outlet(HttpServletRequest request, HttpServletResponse response, Intake intake) {
        this.request = request;
        this.response = response;
        this.intake = intake;
    }

    void write(Route route, Answer answer) throws IOException {
        if (answer instanceof Answer.Json json) {
            send(route.status(), JSON, Json.bytes(json.body()));
        } else if (answer instanceof Answer.JsonAs json) {
            send(json.status(), JSON, Json.bytes(json.body()));
        } else if (answer instanceof Answer.Fixed fixed) {
            fixed.content().send(request, response, this);
        } else if (answer instanceof Answer.Text text) {
            send(route.status(), text.mediaType(), text.body().getBytes(StandardCharsets.UTF_8));
        } else if (answer instanceof Answer.Empty) {
            response.setStatus(route.status());
        }
    }

    /** Nothing, when it is too late for that. */
    void fail(Problem problem) throws IOException {
        if (response.isCommitted()) {
            return;
        }
        response.resetBuffer();
        if (problem.status() == 401) {
            response.setHeader("WWW-Authenticate", "Bearer");
        }
        if (problem.retryAfter() != null) {
            response.setHeader("Retry-After", problem.retryAfter().toString());
        }
        if (problem.code() == ErrorCode.REQUEST_TIMEOUT) {
            response.setHeader("Connection", "close");
        }
        if (intake.unread()) { // some containers take no more from the caller once as much as was announced is written
            response.setStatus(problem.status());
            response.setContentType(Problem.MEDIA_TYPE);
            content(Json.bytes(problem));
            response.flushBuffer();
            intake.discard();
        } else {
            send(problem.status(), Problem.MEDIA_TYPE, Json.bytes(problem));
            response.flushBuffer();
        }
    }

    private void send(int status, String mediaType, byte[] bytes) throws IOException {
        response.setStatus(status);
        response.setContentType(mediaType);
        response.setContentLength(bytes.length);
        content(bytes);
    }

    /** The answer to HEAD has the headers of the whole and nothing more (RFC 9110 section 9.3.2). */
    void content(byte[] bytes) throws IOException {
        if (request.getMethod().equals("HEAD")) {
            return;
        }
        if (bytes.length > response.getBufferSize() && request.isAsyncSupported()) {
            LargeAnswer.begin(response.getOutputStream(), bytes, intake.hold());
        } else {
            response.getOutputStream().write(bytes);
        }
    }
}
