package dev.chatagent.http;

import jakarta.servlet.http.HttpServletRequest;

/**
 * The path of a request as it was sent. Containers differ in what they make of encoded slashes, path parameters, dot segments and
 * empty segments, and differences are how a request gets past a check; no path of ours needs any of them, so none is understood.
 */
final class PlainPath {
    /** Leads nowhere. */
    private static final String NOWHERE = "";

    private PlainPath() {}

    /** The part after the mount; one that leads nowhere when it is not written plainly. */
    static String of(HttpServletRequest request) {
        String path = request.getPathInfo();
        String raw = request.getRequestURI();
        boolean asSent = path != null && raw.endsWith(path) && !raw.contains("//") && !raw.contains("/../");
        return asSent && isPlain(path) ? path : NOWHERE;
    }

    private static boolean isPlain(String path) {
        for (int i = 0; i < path.length(); i++) {
            if (!isPlain(path.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPlain(int c) {
        return c == '/' || c == '-' || c == '_' || c == '.' || c == '~' || isAlphanumeric(c);
    }

    private static boolean isAlphanumeric(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
