package dev.chatagent.ws;

import dev.chatagent.edge.Edge;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which pages may connect: those of the same host, of the public URL, and of the origins that may call. A page without TLS is not
 * of the host that people reach with it. Immutable.
 */
final class OriginRule {
    private static final Pattern ORIGIN = Pattern.compile("(?i)https?://([^/?#@\\\\\\s]+)");

    private final Edge edge;

    OriginRule(Edge edge) {
        this.edge = edge;
    }

    /**
     * Whether a browser says that the page is of another host that may not connect. Programs send no origin.
     *
     * @param headers all values of a header by its name
     */
    boolean foreign(Function<String, List<String>> headers) {
        List<String> origins = headers.apply("Origin");
        return !origins.isEmpty() && (origins.size() > 1 || !welcome(origins.get(0), headers.apply("Host")));
    }

    private boolean welcome(String origin, List<String> hosts) {
        String authority = authority(origin);
        boolean ours = (hosts.size() == 1 && authority.equalsIgnoreCase(hosts.get(0)))
                || authority.equalsIgnoreCase(authority(edge.publicOrigin()));
        boolean exposed = secure(edge.publicOrigin()) && !secure(origin);
        return !authority.isEmpty() && ((ours && !exposed) || edge.origins().allows(origin));
    }

    private static boolean secure(String url) {
        return url.regionMatches(true, 0, "https:", 0, 6);
    }

    /** Empty when it is no origin of a page, like {@code null}. */
    private static String authority(String origin) {
        Matcher matcher = ORIGIN.matcher(origin);
        return matcher.matches() ? matcher.group(1) : "";
    }
}
