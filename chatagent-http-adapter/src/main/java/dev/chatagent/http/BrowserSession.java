package dev.chatagent.http;

import dev.chatagent.account.TokenPair;
import dev.chatagent.edge.Edge;
import dev.chatagent.edge.Origins;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Optional;

/**
 * Browser mode: the refresh token lives in a cookie that no script can read. It is asked for with the header
 * {@value #MODE_HEADER}: cookie, which no cross-site form can send, and every such call must also come from this very origin, or
 * one that was allowed to use the cookie, by its {@code Origin} and Fetch Metadata (OWASP Cross-Site Request Forgery
 * Prevention).
 */
final class BrowserSession {
    static final String MODE_HEADER = "X-Chatagent-Mode";

    private static final String COOKIE = "chatagent-refresh";
    /** How a client without cookies says which device it is. */
    static final String DEVICE_HEADER = "X-Chatagent-Device";

    private static final String DEVICE_COOKIE = "chatagent-device";
    private static final Duration DEVICE_LIFETIME = Duration.ofDays(365);

    /** Browsers take a cookie of this prefix over TLS only, from this host only. */
    private static final String SECURE_PREFIX = "__Host-";

    private final Origins origins;
    private final Optional<String> publicOrigin;

    BrowserSession(Edge edge) {
        this.origins = edge.origins();
        this.publicOrigin = Optional.of(edge.publicOrigin()).filter(url -> !url.isBlank());
    }

    /**
     * Whether the call wants browser mode.
     *
     * @throws ChatAgentException CROSS_SITE when it does, from elsewhere
     */
    boolean wanted(HttpServletRequest request) {
        if (!"cookie".equals(request.getHeader(MODE_HEADER))) {
            return false;
        }
        String site = request.getHeader("Sec-Fetch-Site");
        String origin = request.getHeader("Origin");
        boolean welcome = origin != null && origins.allowsCredentials(origin);
        boolean siteOk = site == null || site.equals("same-origin") || welcome;
        boolean originOk = origin == null || origin.equals(ownOrigin(request)) || welcome;
        if (!siteOk || !originOk || (site == null && origin == null)) {
            throw new ChatAgentException(
                    ErrorCode.CROSS_SITE,
                    "Cookie sessions work only from this server's own pages. Behind a proxy, set CHATAGENT_PUBLIC_URL.");
        }
        return true;
    }

    private String ownOrigin(HttpServletRequest request) {
        return publicOrigin.orElseGet(() -> request.getScheme() + "://" + request.getHeader("Host"));
    }

    Optional<String> refreshToken(HttpServletRequest request) {
        return cookie(request, cookieName(request));
    }

    /** The secret by which the device is known; of either name, because it proves nothing by itself. */
    static Optional<String> deviceToken(HttpServletRequest request) {
        return cookie(request, SECURE_PREFIX + DEVICE_COOKIE).or(() -> cookie(request, DEVICE_COOKIE));
    }

    private static Optional<String> cookie(HttpServletRequest request, String name) {
        Cookie[] cookies = request.getCookies();
        if (cookies != null) {
            for (Cookie cookie : cookies) {
                if (cookie.getName().equals(name)) {
                    return Optional.of(cookie.getValue());
                }
            }
        }
        return Optional.empty();
    }

    void remember(HttpServletRequest request, HttpServletResponse response, TokenPair pair) {
        set(request, response, COOKIE, pair.refreshToken(), pair.refreshLifetime());
        String device = pair.deviceToken();
        if (device != null) {
            set(request, response, DEVICE_COOKIE, device, DEVICE_LIFETIME);
        }
    }

    void forget(HttpServletRequest request, HttpServletResponse response) {
        set(request, response, COOKIE, "", Duration.ZERO);
    }

    private void set(
            HttpServletRequest request, HttpServletResponse response, String name, String value, Duration lifetime) {
        response.addHeader(
                "Set-Cookie",
                name(request, name) + "=" + value + "; Path=/; Max-Age=" + lifetime.toSeconds()
                        + "; HttpOnly; SameSite=Strict" + (secure(request) ? "; Secure" : ""));
    }

    private String cookieName(HttpServletRequest request) {
        return name(request, COOKIE);
    }

    private String name(HttpServletRequest request, String plain) {
        return secure(request) ? SECURE_PREFIX + plain : plain;
    }

    private boolean secure(HttpServletRequest request) {
        return request.isSecure()
                || publicOrigin.filter(url -> url.startsWith("https:")).isPresent();
    }
}
