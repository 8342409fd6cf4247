package dev.chatagent.ws;

import dev.chatagent.wire.CloseCode;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The last word to a peer, and the end of those who do not take it. Running it waits for the peer. Thread-safe. */
final class Farewell implements Runnable {
    private static final long CLOSING_MILLIS = 5_000;

    private final ScheduledExecutorService scheduler;
    private final Session session;
    private final CloseReason reason;
    private final Runnable told;
    private boolean toldIt;

    /** @param told called once, when the peer has been told, or cannot be */
    Farewell(ScheduledExecutorService scheduler, Session session, int code, String reason, Runnable told) {
        this.scheduler = scheduler;
        this.session = session;
        this.reason = new CloseReason(new AnyCode(code), reason);
        this.told = told;
    }

    @Override
    public void run() {
        try {
            if (reason.getCloseCode().getCode() == CloseCode.TOO_SLOW.code()) {
                TomcatTimeouts.stuck(session);
            }
            session.close(reason);
            // A peer that takes nothing would keep the session for ever: a close frame waits behind what was not read.
            session.setMaxIdleTimeout(CLOSING_MILLIS);
            // So would one that goes on talking; of every peer Tomcat says while it closes that it has gone.
            cutLater();
        } catch (IOException | RuntimeException e) { // the peer has gone
            Connection.LOG.debug("A WebSocket was gone before it was closed: {}", e.toString());
            gone();
        }
    }

    /** The timer does not hold what is over: as long as there is a connection, its container holds the session. */
    private void cutLater() {
        WeakReference<Session> peer = new WeakReference<>(session);
        var unused = scheduler.schedule(() -> cut(peer.get()), CLOSING_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** The next moment in which the peer is silent is the last. */
    private static void cut(@Nullable Session session) {
        if (session != null) {
            try {
                session.setMaxIdleTimeout(1);
            } catch (RuntimeException e) { // it has ended as it should
                Connection.LOG.trace("A WebSocket was over: {}", e.toString());
            }
        }
    }

    /** The container is done with the connection, or says so. */
    void gone() {
        synchronized (this) {
            if (toldIt) {
                return;
            }
            toldIt = true;
        }
        told.run();
    }

    private record AnyCode(int code) implements CloseReason.CloseCode {
        @Override
        public int getCode() {
            return code;
        }
    }
}
