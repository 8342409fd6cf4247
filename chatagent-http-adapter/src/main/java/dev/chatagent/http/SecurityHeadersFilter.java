package dev.chatagent.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

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

    private static final long serialVersionUID = 1L;

    private final String contentPolicy;

    /** With {@link #PAGE_POLICY}. */
    public SecurityHeadersFilter() {
        this(PAGE_POLICY);
    }

    /** With a content policy of the host's own. */
    public SecurityHeadersFilter(String contentPolicy) {
        this.contentPolicy = contentPolicy;
    }

    /** The headers for what a container answers by itself, where no filter is: requests that it cannot read, and its error pages. */
    public static Map<String, String> headersOfErrors() {
        Map<String, String> headers = new HashMap<>(SecurityHeaders.FIXED);
        headers.put("Content-Security-Policy", SecurityHeaders.API_POLICY);
        headers.put("Cache-Control", "no-store");
        return Map.copyOf(headers);
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        SecurityHeaders.set(request, response, contentPolicy);
        chain.doFilter(request, response);
    }
}
