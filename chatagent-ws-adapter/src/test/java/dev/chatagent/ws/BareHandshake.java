package dev.chatagent.ws;

import jakarta.websocket.server.HandshakeRequest;
import java.net.URI;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A handshake request that has headers and nothing else. */
final class BareHandshake implements HandshakeRequest {
    private final Map<String, List<String>> headers = new TreeMap<>();

    BareHandshake(Map<String, String> headers) {
        headers.forEach((name, value) -> this.headers.put(name, List.of(value)));
    }

    @Override
    public Map<String, List<String>> getHeaders() {
        return headers;
    }

    @Override
    public @Nullable Principal getUserPrincipal() {
        return null;
    }

    @Override
    public URI getRequestURI() {
        return URI.create("/ws");
    }

    @Override
    public boolean isUserInRole(String role) {
        return false;
    }

    @Override
    public @Nullable Object getHttpSession() {
        return null;
    }

    @Override
    public Map<String, List<String>> getParameterMap() {
        return Map.of();
    }

    @Override
    public @Nullable String getQueryString() {
        return null;
    }
}
