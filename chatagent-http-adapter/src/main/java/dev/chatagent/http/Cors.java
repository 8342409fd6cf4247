package dev.chatagent.http;

import dev.chatagent.edge.Origins;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Lets pages of other origins call, those that are allowed (Fetch Standard, CORS protocol). Tokens travel in a header, so without a
 * preflight that allows it no page of another origin does more than a stranger could.
 */
final class Cors {
    private static final String HEADERS = "Authorization, Content-Type, Idempotency-Key, Last-Event-ID, "
            + BrowserSession.MODE_HEADER + ", " + BrowserSession.DEVICE_HEADER;
    private static final String EXPOSED =
            "Content-Disposition, Location, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id";
    private static final String MAX_AGE_SECONDS = "600";

    private final Origins origins;

    Cors(Origins origins) {
        this.origins = origins;
    }

    /** Marks the answer for the browser; every answer depends on who asks, so caches must know. */
    void mark(HttpServletRequest request, HttpServletResponse response) {
        response.addHeader("Vary", "Origin");
        String origin = request.getHeader("Origin");
        if (origin != null && origins.allows(origin)) {
            response.setHeader("Access-Control-Allow-Origin", origin);
            response.setHeader("Access-Control-Expose-Headers", EXPOSED);
            if (origins.allowsCredentials(origin)) {
                response.setHeader("Access-Control-Allow-Credentials", "true");
            }
        }
    }

    /** Whether a browser asks what a page of another origin may do. */
    static boolean isPreflight(HttpServletRequest request) {
        return request.getMethod().equals("OPTIONS")
                && request.getHeader("Origin") != null
                && request.getHeader("Access-Control-Request-Method") != null;
    }

    /**
     * Answers a preflight.
     *
     * @param methods those that the address takes
     * @throws ChatAgentException CROSS_SITE when the origin may not call
     */
    void allow(HttpServletRequest request, HttpServletResponse response, String methods) {
        response.addHeader("Vary", "Access-Control-Request-Method, Access-Control-Request-Headers");
        if (!origins.allows(request.getHeader("Origin"))) {
            throw new ChatAgentException(
                    ErrorCode.CROSS_SITE, "Pages of this origin may not call. See CHATAGENT_CORS_ORIGINS.");
        }
        response.setHeader("Access-Control-Allow-Methods", methods);
        response.setHeader("Access-Control-Allow-Headers", HEADERS);
        response.setHeader("Access-Control-Max-Age", MAX_AGE_SECONDS);
    }
}
