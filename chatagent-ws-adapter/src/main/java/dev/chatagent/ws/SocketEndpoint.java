package dev.chatagent.ws;

import dev.chatagent.wire.CloseCode;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the container calls; one a connection. Public only because containers insist; nobody else makes or uses one. */
public final class SocketEndpoint extends Endpoint {
    private static final Logger LOG = LoggerFactory.getLogger(SocketEndpoint.class);

    /** URLs end up in logs: whoever puts a token there is told at once and not after the time-out. */
    private static final List<String> TOKEN_PARAMETERS = List.of("token", "access_token", "bearer", "jwt");

    private final Connections connections;
    private @Nullable Connection connection;

    SocketEndpoint(Connections connections) {
        this.connections = connections;
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
        TomcatTimeouts.begin(session);
        session.setMaxIdleTimeout(0);
        Connection opened = new Connection(connections, session);
        connection = opened;
        // No lambdas: containers read the message type off the handler's class.
        session.addMessageHandler(new TextPieces(opened));
        session.addMessageHandler(new MessageHandler.Whole<PongMessage>() {
            @Override
            public void onMessage(PongMessage pong) {
                opened.seen();
            }
        });
        session.addMessageHandler(new MessageHandler.Partial<ByteBuffer>() {
            @Override
            public void onMessage(ByteBuffer piece, boolean last) {
                opened.close(CloseReason.CloseCodes.CANNOT_ACCEPT.getCode(), "Text frames only", () -> {});
            }
        });
        opened.open();
        begin(opened, session, config);
        opened.awaitWord();
    }

    private static void begin(Connection opened, Session session, EndpointConfig config) {
        Optional<String> token = Optional.of(
                        Objects.toString(config.getUserProperties().remove(Handshake.TOKEN), ""))
                .filter(text -> !text.isEmpty());
        session.getUserProperties().remove(Handshake.TOKEN); // a copy, kept as long as the connection
        Optional<String> ticket = parameter(session, "ticket");
        if (Objects.equals(config.getUserProperties().get(Handshake.CROSS_SITE), true)) {
            opened.close(CloseCode.CROSS_SITE);
        } else if (TOKEN_PARAMETERS.stream()
                .anyMatch(name -> parameter(session, name).isPresent())) {
            opened.close(CloseCode.TOKEN_IN_URL);
        } else if (token.isPresent() || ticket.isPresent()) {
            opened.inbox().credentials(token, ticket);
        }
    }

    private static Optional<String> parameter(Session session, String name) {
        return session.getRequestParameterMap().getOrDefault(name, List.of()).stream()
                .findFirst();
    }

    @Override
    public void onClose(Session session, CloseReason reason) {
        if (connection != null) {
            connection.gone();
        }
    }

    @Override
    public void onError(Session session, Throwable failure) {
        LOG.debug("A WebSocket broke off: {}", failure.toString());
    }
}
