package dev.chatagent.launcher;

// @start region="jetty-errors"
import dev.chatagent.http.SecurityHeadersFilter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** What Jetty says by itself: of requests that it cannot read, and of what nobody serves. The status and nothing else. */
final class QuietErrors extends ErrorHandler {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        SecurityHeadersFilter.headersOfErrors()
                .forEach((name, value) -> response.getHeaders().put(name, value));
        response.getHeaders().put("Content-Type", "application/problem+json");
        String problem = "{\"type\":\"about:blank\",\"status\":" + response.getStatus() + "}";
        response.write(true, ByteBuffer.wrap(problem.getBytes(StandardCharsets.UTF_8)), callback);
        return true;
    }
}
// @end region="jetty-errors"
