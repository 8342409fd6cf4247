package dev.chatagent.ws;

import jakarta.websocket.Extension;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the handshake: credentials from the {@code Authorization} header or the subprotocol {@code bearer.<token>}, and the
 * origin, which must be of the same host or one that may call. Cookies play no part, so a foreign page could open a socket but never use it.
 */
final class Handshake extends ServerEndpointConfig.Configurator {
    static final String TOKEN = "chatagent.token";
    static final String CROSS_SITE = "chatagent.cross-site";

    private static final String BEARER_PREFIX = "bearer ";
    private static final String PROTOCOL_PREFIX = "bearer.";

    private final Connections connections;
    private final OriginRule origins;
    private volatile @Nullable ServerEndpointConfig shared;

    Handshake(Connections connections) {
        this.connections = connections;
        this.origins = new OriginRule(connections.runtime().edge());
    }

    /**
     * Takes the mounted configuration. A container that hands this very one to every handshake, as old ones do, has no place
     * for what belongs to one of them: there the first message or a ticket authenticates.
     */
    void mounted(ServerEndpointConfig config) {
        shared = config;
    }

    @Override
    public <T> T getEndpointInstance(Class<T> endpointClass) {
        return endpointClass.cast(new SocketEndpoint(connections));
    }

    @Override
    public String getNegotiatedSubprotocol(List<String> supported, List<String> requested) {
        return requested.contains(ChatAgentEndpoint.SUBPROTOCOL) ? ChatAgentEndpoint.SUBPROTOCOL : "";
    }

    /** False refuses. Which host was asked the container does not say, but {@link OriginGuard} knows. */
    @Override
    public boolean checkOrigin(String origin) {
        return !OriginGuard.foreign();
    }

    /**
     * None, and so no compression: a peer could pick what is compressed beside the secrets of others (BREACH), a small frame
     * could grow without end, and each connection would hold its deflater. A compressed frame is then a broken one: 1002.
     */
    @Override
    public List<Extension> getNegotiatedExtensions(List<Extension> installed, List<Extension> requested) {
        return List.of();
    }

    @Override
    public void modifyHandshake(ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
        if (config == shared) { // two handshakes at once would swap their credentials
            if (foreign(request)) {
                throw new IllegalStateException("A page of another host may not connect");
            }
            return;
        }
        Map<String, Object> properties = config.getUserProperties();
        properties.put(TOKEN, token(request).orElse(""));
        properties.put(CROSS_SITE, foreign(request));
    }

    private boolean foreign(HandshakeRequest request) {
        return origins.foreign(name -> headers(request, name));
    }

    private static Optional<String> token(HandshakeRequest request) {
        Optional<String> authorization = header(request, "Authorization");
        if (authorization.isPresent()) {
            String value = authorization.get();
            return value.toLowerCase(Locale.ROOT).startsWith(BEARER_PREFIX)
                    ? Optional.of(value.substring(BEARER_PREFIX.length()).strip())
                    : Optional.empty();
        }
        for (String offer : headers(request, "Sec-WebSocket-Protocol")) {
            for (String protocol : offer.split(",", -1)) {
                if (protocol.strip().startsWith(PROTOCOL_PREFIX)) {
                    return Optional.of(protocol.strip().substring(PROTOCOL_PREFIX.length()));
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<String> header(HandshakeRequest request, String name) {
        return headers(request, name).stream().findFirst();
    }

    /** Containers differ in the case of names. */
    private static List<String> headers(HandshakeRequest request, String name) {
        return request.getHeaders().entrySet().stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase(name))
                .flatMap(entry -> entry.getValue().stream())
                .toList();
    }
}
