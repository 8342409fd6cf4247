package dev.chatagent.http;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.edge.Edge;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Sets the security headers for the pages of a host, with a content policy that allows the host's own scripts and styles,
 * never inline ones. Map it to {@code /*}; {@link ChatAgentServlet} sets stricter headers for itself. Thread-safe.
 */
public final class SecurityHeadersFilter extends HttpFilter {
    /** Content policy for pages of one's own origin; WebSockets of the same origin are part of {@code 'self'}. */
    public static final String PAGE_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
                    + "font-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
                    + "frame-ancestors 'none'; require-trusted-types-for 'script'";

    private static final int PERMANENT_REDIRECT = 308;
    private static final long serialVersionUID = 1L;

    private final String contentPolicy;
    private final transient Optional<Edge> edge;

    /** With {@link #PAGE_POLICY}. */
    public SecurityHeadersFilter() {
        this(PAGE_POLICY);
    }

    /** With a content policy of the host's own. */
    public SecurityHeadersFilter(String contentPolicy) {
        this(contentPolicy, Optional.empty());
    }

    /** As above, and believes that runtime's trusted proxies, and leads navigations to https where it demands that. */
    public SecurityHeadersFilter(ChatAgentRuntime runtime, String contentPolicy) {
        this(contentPolicy, Optional.of(runtime.edge()));
    }

    private SecurityHeadersFilter(String contentPolicy, Optional<Edge> edge) {
        this.contentPolicy = contentPolicy;
        this.edge = edge;
    }

    /** The headers for what a container answers by itself, where no filter is: requests that it cannot read, and its error pages. */
    public static Map<String, String> headersOfErrors() {
        Map<String, String> headers = new HashMap<>(SecurityHeaders.FIXED);
        headers.put("Content-Security-Policy", SecurityHeaders.API_POLICY);
        headers.put("Cache-Control", "no-store");
        return Map.copyOf(headers);
    }

    @Override
    protected void doFilter(HttpServletRequest arrived, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest request = edge.map(
                        known -> ForwardedRequest.of(ForwardedRequest.caller(known, arrived), arrived))
                .orElse(arrived);
        SecurityHeaders.set(request, response, contentPolicy);
        Optional<String> location = edge.flatMap(known -> secureLocation(known, request));
        if (location.isPresent()) {
            response.setStatus(PERMANENT_REDIRECT);
            response.setHeader("Location", location.get());
        } else {
            chain.doFilter(request, response);
        }
    }

    /** Only to the origin that is set: a request says itself which host it means. */
    private static Optional<String> secureLocation(Edge edge, HttpServletRequest request) {
        boolean navigation = Set.of("GET", "HEAD").contains(request.getMethod())
                && Objects.requireNonNullElse(request.getHeader("Accept"), "").contains("text/html");
        if (!edge.httpsRequired()
                || request.isSecure()
                || !navigation
                || !edge.publicOrigin().startsWith("https:")) {
            return Optional.empty();
        }
        String query = request.getQueryString();
        return Optional.of(edge.publicOrigin() + request.getRequestURI() + (query == null ? "" : "?" + query));
    }
}
