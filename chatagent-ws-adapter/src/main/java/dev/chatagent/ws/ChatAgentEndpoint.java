package dev.chatagent.ws;

import dev.chatagent.ChatAgentRuntime;
import jakarta.servlet.ServletRequestListener;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;

/** A mounted WebSocket of a runtime. Thread-safe. */
public final class ChatAgentEndpoint implements AutoCloseable {
    static final String SUBPROTOCOL = "chatagent.v1";

    private final Connections connections;

    private ChatAgentEndpoint(Connections connections) {
        this.connections = connections;
    }

    /**
     * Mounts the runtime's WebSocket.
     *
     * @param path e.g. {@code /ws}
     * @return close it before the container stops: every client is then told to come back
     * @throws DeploymentException when the container refuses the path
     */
    public static ChatAgentEndpoint register(ServerContainer container, String path, ChatAgentRuntime runtime)
            throws DeploymentException {
        Connections connections = Connections.start(runtime);
        Handshake handshake = new Handshake(connections);
        ServerEndpointConfig config = ServerEndpointConfig.Builder.create(SocketEndpoint.class, path)
                .subprotocols(List.of(SUBPROTOCOL))
                .configurator(handshake)
                .build();
        handshake.mounted(config);
        container.addEndpoint(config);
        return new ChatAgentEndpoint(connections);
    }

    /**
     * Lets the container refuse a handshake from a page of another host, ahead of the upgrade: Jetty and Tomcat with 403, Undertow as
     * if nothing was there. It is a listener because containers ask whether an origin is welcome without saying which host was asked, and a
     * filter comes too late: Jetty upgrades ahead of all filters. Without it, such a connection is opened and closed at once (RFC 6455,
     * section 10.2).
     *
     * @return for the web application that the WebSocket is mounted in; thread-safe
     */
    public static ServletRequestListener originGuard(ChatAgentRuntime runtime) {
        return new OriginGuard(new OriginRule(runtime.edge()));
    }

    /** Closes every connection with the advice to come back. Idempotent. */
    @Override
    public void close() {
        connections.close();
    }
}
