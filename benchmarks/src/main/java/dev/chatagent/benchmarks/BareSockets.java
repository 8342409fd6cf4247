package dev.chatagent.benchmarks;

import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/** A WebSocket that sends everybody what it is given, answers what it hears with the same, and does nothing else. */
final class BareSockets extends ServerEndpointConfig.Configurator {
    private final Map<Session, Peer> peers = new ConcurrentHashMap<>();

    /** Containers allow one message on its way at a time. */
    record Peer(Session session, Semaphore free) {
        void send(String text) {
            free.acquireUninterruptibly();
            session.getAsyncRemote().sendText(text, result -> free.release());
        }
    }

    ServerEndpointConfig at(String path) {
        return ServerEndpointConfig.Builder.create(Bare.class, path)
                .configurator(this)
                .build();
    }

    @Override
    public <T> T getEndpointInstance(Class<T> endpointClass) {
        return endpointClass.cast(new Bare(this));
    }

    int size() {
        return peers.size();
    }

    void send(String text) {
        peers.values().forEach(peer -> peer.send(text));
    }

    /** Public because containers insist. */
    public static final class Bare extends Endpoint {
        private final BareSockets sockets;

        private Bare(BareSockets sockets) {
            this.sockets = sockets;
        }

        @Override
        public void onOpen(Session session, EndpointConfig config) {
            session.setMaxIdleTimeout(0);
            Peer peer = new Peer(session, new Semaphore(1));
            session.addMessageHandler(new MessageHandler.Whole<String>() {
                @Override
                public void onMessage(String text) {
                    peer.send(text);
                }
            });
            sockets.peers.put(session, peer);
        }

        @Override
        public void onClose(Session session, CloseReason reason) {
            sockets.peers.remove(session);
        }
    }
}
