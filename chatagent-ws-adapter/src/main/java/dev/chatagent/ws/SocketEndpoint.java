package dev.chatagent.ws;

import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the container calls; one a connection. Public only because containers insist; nobody else makes or uses one. */
public final class SocketEndpoint extends Endpoint {
    private static final Logger LOG = LoggerFactory.getLogger(SocketEndpoint.class);
    private static final int MAX_MESSAGE = 64 * 1024;

    private final Connections connections;
    private @Nullable Connection connection;

    SocketEndpoint(Connections connections) {
        this.connections = connections;
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
        session.setMaxTextMessageBufferSize(MAX_MESSAGE);
        session.setMaxBinaryMessageBufferSize(MAX_MESSAGE);
        session.setMaxIdleTimeout(0);
        Connection opened = new Connection(connections, session);
        connection = opened;
        // Anonymous classes: containers read the message type off the handler's class.
        session.addMessageHandler(new MessageHandler.Whole<String>() {
            @Override
            public void onMessage(String text) {
                opened.received(text);
            }
        });
        session.addMessageHandler(new MessageHandler.Whole<PongMessage>() {
            @Override
            public void onMessage(PongMessage pong) {
                opened.seen();
            }
        });
        opened.open(
                Objects.equals(config.getUserProperties().get(Handshake.CROSS_SITE), true),
                Optional.of(Objects.toString(config.getUserProperties().get(Handshake.TOKEN), ""))
                        .filter(token -> !token.isEmpty()),
                parameter(session, "ticket"));
    }

    private static Optional<String> parameter(Session session, String name) {
        return session.getRequestParameterMap().getOrDefault(name, List.of()).stream()
                .findFirst();
    }

    @Override
    public void onClose(Session session, CloseReason reason) {
        if (connection != null) {
            connection.closed();
        }
    }

    @Override
    public void onError(Session session, Throwable failure) {
        LOG.debug("A WebSocket broke off: {}", failure.toString());
    }
}
