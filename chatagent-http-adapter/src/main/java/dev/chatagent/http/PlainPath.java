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

    /** The part after the mount; one that leads nowhere when it, or the mount, is not written plainly. */
    static String of(HttpServletRequest request) {
        String path = request.getPathInfo();
        String raw = request.getRequestURI();
        boolean asSent = path != null
                && raw.endsWith(path)
                && isPlain(path)
                && isMount(request, raw.substring(0, raw.length() - path.length()));
        return asSent ? path : NOWHERE;
    }

    /** A host may have named the mount so that it must be encoded; then the container's reading of it stands. */
    private static boolean isMount(HttpServletRequest request, String sent) {
        String mount = request.getServletContext().getContextPath() + request.getServletPath();
        return sent.equals(mount) || (!isPlain(mount) && !sent.contains("//") && !sent.contains("/../"));
    }

    private static boolean isPlain(String path) {
        for (int i = 0; i < path.length(); i++) {
            if (!isPlain(path.charAt(i)) || (path.charAt(i) == '/' && isEmptyOrDots(path, i + 1))) {
                return false;
            }
        }
        return true;
    }

    /** Whether the segment from there on is one of those that containers take away; not all of them do. */
    private static boolean isEmptyOrDots(String path, int from) {
        int to = from;
        while (to < path.length() && path.charAt(to) == '.') {
            to++;
        }
        boolean ends = to == path.length() || path.charAt(to) == '/';
        return ends && to - from <= 2 && (to > from || to < path.length());
    }

    private static boolean isPlain(int c) {
        return c == '/' || c == '-' || c == '_' || c == '.' || c == '~' || isAlphanumeric(c);
    }

    private static boolean isAlphanumeric(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
