package dev.chatagent.edge;

import dev.chatagent.config.Settings;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Pages of other origins that may call (RFC 6454; Fetch Standard, CORS protocol). Immutable. */
public final class Origins {
    private static final Pattern ORIGIN = Pattern.compile("https?://([a-z0-9._-]+|\\[[0-9a-f:.]+])(:[0-9]{1,5})?");

    private static final Pattern LOOPBACK =
            Pattern.compile("https?://(localhost|127(\\.[0-9]{1,3}){3}|\\[::1])(:[0-9]{1,5})?");

    private final Set<String> listed;
    private final boolean any;
    private final boolean loopback;
    private final boolean credentials;

    private Origins(Set<String> listed, boolean any, boolean loopback, boolean credentials) {
        this.listed = Set.copyOf(listed);
        this.any = any;
        this.loopback = loopback;
        this.credentials = credentials;
    }

    /** @throws ChatAgentException INVALID_REQUEST naming the part that is no origin, or credentials for everybody */
    static Origins parse(String text, boolean credentials) {
        Set<String> listed = new HashSet<>();
        boolean any = false;
        boolean loopback = false;
        for (String part : text.split(",", -1)) {
            String origin = part.strip().toLowerCase(Locale.ROOT);
            if (origin.equals("*")) {
                any = true;
            } else if (origin.equals("loopback")) {
                loopback = true;
            } else if (ORIGIN.matcher(origin).matches()) {
                listed.add(withoutDefaultPort(origin));
            } else if (!origin.isEmpty() && !origin.equals("none")) {
                throw new ChatAgentException(
                        ErrorCode.INVALID_REQUEST,
                        Settings.CORS_ORIGINS.variable() + ": '" + part.strip()
                                + "' is no origin such as https://app.example.org, nor loopback, * or none.");
            }
        }
        if (any && credentials) {
            throw new ChatAgentException(
                    ErrorCode.INVALID_REQUEST,
                    Settings.CORS_CREDENTIALS.variable() + " cannot be on while " + Settings.CORS_ORIGINS.variable()
                            + " lets every page call: name the origins.");
        }
        return new Origins(listed, any, loopback, credentials);
    }

    /** Browsers leave it out. */
    private static String withoutDefaultPort(String origin) {
        String port = origin.startsWith("https:") ? ":443" : ":80";
        return origin.endsWith(port) ? origin.substring(0, origin.length() - port.length()) : origin;
    }

    /** Whether pages of that origin, as their browser sends it, may call; {@code null}, which is no origin, never may. */
    public boolean allows(String origin) {
        String lower = origin.toLowerCase(Locale.ROOT);
        return ORIGIN.matcher(lower).matches()
                && (any
                        || listed.contains(lower)
                        || (loopback && LOOPBACK.matcher(lower).matches()));
    }

    /** Whether they may use the session cookie too. */
    public boolean allowsCredentials(String origin) {
        return credentials && allows(origin);
    }
}
