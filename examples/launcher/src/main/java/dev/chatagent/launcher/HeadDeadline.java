package dev.chatagent.launcher;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.internal.HttpConnection;

/**
 * Ends connections whose request has begun and whose head does not end. Jetty's idle time-out begins anew with every byte, so
 * somebody who sends one a second would stay for hours. Thread-safe.
 */
final class HeadDeadline implements Connection.Listener {
    private final Set<HttpConnection> open = ConcurrentHashMap.newKeySet();
    private final long nanos;

    HeadDeadline(Duration patience) {
        nanos = patience.toNanos();
    }

    @Override
    public void onOpened(Connection connection) {
        if (connection instanceof HttpConnection http) {
            open.add(http);
        }
    }

    @Override
    public void onClosed(Connection connection) {
        if (connection instanceof HttpConnection http) {
            open.remove(http);
        }
    }

    /** To be called about once a second. */
    void sweep() {
        long now = System.nanoTime();
        for (HttpConnection connection : open) {
            HttpParser parser = connection.getParser();
            if (parser.inHeaderState() && !parser.isStart() && now - parser.getBeginNanoTime() > nanos) {
                connection.getEndPoint().close();
            }
        }
    }
}
