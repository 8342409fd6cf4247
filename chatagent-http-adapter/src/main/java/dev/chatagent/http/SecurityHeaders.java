package dev.chatagent.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;

/** The headers of every answer (OWASP HTTP Headers Cheat Sheet; what Helmet sets, without what browsers have dropped). */
final class SecurityHeaders {
    static final String API_POLICY = "default-src 'none'; frame-ancestors 'none'";

    private static final String HSTS = "max-age=31536000; includeSubDomains";

    private SecurityHeaders() {}

    /** Those that no request changes, without the content policy. */
    static final Map<String, String> FIXED = Map.of(
            "X-Content-Type-Options", "nosniff",
            "X-Frame-Options", "DENY",
            "Referrer-Policy", "no-referrer",
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
            "Cross-Origin-Opener-Policy", "same-origin",
            "Cross-Origin-Resource-Policy", "same-origin");

    private static final String[] NAMES = FIXED.keySet().toArray(String[]::new);
    private static final String[] VALUES = FIXED.values().toArray(String[]::new);

    static void set(HttpServletRequest request, HttpServletResponse response, String contentPolicy) {
        response.setHeader("Content-Security-Policy", contentPolicy);
        for (int i = 0; i < NAMES.length; i++) {
            response.setHeader(NAMES[i], VALUES[i]);
        }
        if (request.isSecure()) {
            response.setHeader("Strict-Transport-Security", HSTS);
        }
    }
}
