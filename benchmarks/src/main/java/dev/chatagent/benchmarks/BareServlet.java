package dev.chatagent.benchmarks;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** A servlet that answers the same bytes whoever asks. */
final class BareServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final byte[] body;

    BareServlet(byte[] body) {
        this.body = body.clone();
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("application/json");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
