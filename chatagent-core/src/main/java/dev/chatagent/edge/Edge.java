package dev.chatagent.edge;

import dev.chatagent.config.Environment;
import dev.chatagent.config.HttpsPolicy;
import dev.chatagent.config.Settings;
import dev.chatagent.error.ChatAgentException;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** What adapters must know of the way to them, for every request and handshake alike. Immutable. */
public final class Edge {
    private final TrustedProxies proxies;
    private final Origins origins;
    private final String publicOrigin;
    private final boolean httpsRequired;

    private Edge(TrustedProxies proxies, Origins origins, String publicOrigin, boolean httpsRequired) {
        this.proxies = proxies;
        this.origins = origins;
        this.publicOrigin = publicOrigin;
        this.httpsRequired = httpsRequired;
    }

    /** @throws ChatAgentException INVALID_REQUEST naming the setting that cannot be read */
    public static Edge of(Settings settings, Environment environment) {
        TrustedProxies proxies = TrustedProxies.parse(settings.get(Settings.TRUSTED_PROXIES, environment));
        String publicUrl = settings.get(Settings.PUBLIC_URL, environment).strip();
        String publicOrigin = publicUrl.endsWith("/") ? publicUrl.substring(0, publicUrl.length() - 1) : publicUrl;
        boolean httpsKnown = proxies.any() && publicUrl.toLowerCase(Locale.ROOT).startsWith("https:");
        HttpsPolicy https = settings.get(Settings.HTTPS, environment);
        return new Edge(
                proxies,
                Origins.parse(
                        settings.get(Settings.CORS_ORIGINS, environment),
                        settings.get(Settings.CORS_CREDENTIALS, environment)),
                publicOrigin,
                https == HttpsPolicy.REQUIRED || (https == HttpsPolicy.AUTO && httpsKnown));
    }

    /**
     * Where a request comes from.
     *
     * @param peer address of the other end of the connection
     * @param headers all values of a header by its name, in their order; an empty list when there is none
     */
    public Caller caller(String peer, Function<String, List<String>> headers) {
        return proxies.caller(peer, headers);
    }

    /** Pages of other origins that may call. */
    public Origins origins() {
        return origins;
    }

    /** Origin under which people reach the server, without a slash at its end; empty text when it is the one they ask for. */
    public String publicOrigin() {
        return publicOrigin;
    }

    /** Whether requests that came without TLS are refused. */
    public boolean httpsRequired() {
        return httpsRequired;
    }
}
