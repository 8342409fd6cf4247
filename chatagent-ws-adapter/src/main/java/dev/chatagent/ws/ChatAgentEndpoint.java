package dev.chatagent.ws;

import dev.chatagent.ChatAgentRuntime;
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

    /** Closes every connection with the advice to come back. Idempotent. */
    @Override
    public void close() {
        connections.close();
    }
}
