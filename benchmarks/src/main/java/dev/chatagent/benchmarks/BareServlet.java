package dev.chatagent.benchmarks;

import dev.chatagent.wire.Json;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Supplier;

/** A servlet that answers what it is given as JSON, whoever asks: no checks, no limits, and no headers but those it is told. */
final class BareServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient Supplier<?> answer;
    private final transient Map<String, String> headers;

    BareServlet(Supplier<?> answer, Map<String, String> headers) {
        this.answer = answer;
        this.headers = headers;
    }

    BareServlet(Supplier<?> answer) {
        this(answer, Map.of());
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        byte[] body = Json.write(answer.get()).getBytes(StandardCharsets.UTF_8);
        headers.forEach(response::setHeader);
        response.setContentType("application/json");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
