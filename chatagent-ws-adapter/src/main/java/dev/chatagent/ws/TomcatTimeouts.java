package dev.chatagent.ws;

import jakarta.websocket.Session;
import java.util.Map;

/** How long Tomcat waits for a peer at the end of a connection. Other containers do not look at these properties. */
final class TomcatTimeouts {
    private static final String CLOSE_FRAME = "org.apache.tomcat.websocket.ABNORMAL_SESSION_CLOSE_SEND_TIMEOUT";
    /** Half a minute and more by default, for a peer that takes nothing. */
    private static final long PATIENCE_MILLIS = 2_000;
    /** By default 50: whoever has to wait longer for the collector or the processor would be cut and never hear why. */
    private static final long CLOSE_FRAME_MILLIS = 1_000;
    /** For a close frame that stands behind what its peer does not take. */
    private static final long STUCK_MILLIS = 50;

    private TomcatTimeouts() {}

    static void begin(Session session) {
        session.getUserProperties()
                .putAll(Map.of(
                        "org.apache.tomcat.websocket.BLOCKING_SEND_TIMEOUT",
                        PATIENCE_MILLIS,
                        "org.apache.tomcat.websocket.SESSION_CLOSE_TIMEOUT",
                        PATIENCE_MILLIS,
                        CLOSE_FRAME,
                        CLOSE_FRAME_MILLIS));
    }

    /** Its peer is about to be told that it takes too little, which it will hardly take. */
    static void stuck(Session session) {
        session.getUserProperties().put(CLOSE_FRAME, STUCK_MILLIS);
    }
}
