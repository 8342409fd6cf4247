package dev.chatagent.examples.containers;

// @start region="undertow-errors"
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;

/** First of all handlers: puts the headers on every answer, and refuses what Undertow lets pass. */
record UndertowErrors(Map<String, String> headers, HttpHandler next) implements HttpHandler {
    /** Where the container's error pages come from. */
    static final String PAGE = "/.error";

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        HeaderMap answer = exchange.getResponseHeaders();
        headers.forEach((name, value) -> answer.put(HttpString.tryFromString(name), value));
        // Of an old draft, and with the ticket of a WebSocket in it.
        exchange.addResponseCommitListener(
                committed -> committed.getResponseHeaders().remove(Headers.SEC_WEB_SOCKET_LOCATION));
        String coding = exchange.getRequestHeaders().getFirst(Headers.TRANSFER_ENCODING);
        if (exchange.getRequestMethod().equals(Methods.TRACE)) {
            exchange.setStatusCode(StatusCodes.METHOD_NOT_ALLOWED);
            exchange.endExchange();
            return;
        }
        boolean noPath = !exchange.getRequestPath().startsWith("/");
        if (noPath || badCookies(exchange) || (coding != null && !coding.equalsIgnoreCase("chunked"))) {
            exchange.setPersistent(false); // where such a body ends, nobody knows (RFC 9112, section 6.3)
            exchange.setStatusCode(StatusCodes.BAD_REQUEST);
            exchange.endExchange();
        } else {
            if (coding != null) { // its reader of chunks is lenient: what follows them must not become a request
                exchange.setPersistent(false);
            }
            next.handleRequest(exchange);
        }
    }

    /** Whoever reads them later would fail, and Undertow itself does. */
    private static boolean badCookies(HttpServerExchange exchange) {
        try {
            exchange.requestCookies().forEach(cookie -> {});
            return false;
        } catch (IllegalArgumentException e) {
            return true;
        }
    }

    /** The status and nothing else. */
    static final class Page extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            boolean error = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) != null;
            if (!error) {
                response.setStatus(HttpServletResponse.SC_NOT_FOUND);
            }
            response.setContentType("application/problem+json");
            response.getOutputStream().print("{\"type\":\"about:blank\",\"status\":" + response.getStatus() + "}");
        }
    }
}
// @end region="undertow-errors"
