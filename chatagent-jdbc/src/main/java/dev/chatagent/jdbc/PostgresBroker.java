package dev.chatagent.jdbc;

import dev.chatagent.event.Announcer;
import dev.chatagent.event.EventBroker;
import dev.chatagent.event.StreamId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hints by LISTEN and NOTIFY, over two connections beside the pool. A NOTIFY in the transactions that write would serialise them on a
 * lock of the server, for all databases; here it stands in one of its own that covers all of the last five milliseconds.
 * Thread-safe.
 */
final class PostgresBroker implements EventBroker {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresBroker.class);
    private static final String CHANNEL = "chatagent_events";
    private static final String NOTIFY = "SELECT pg_notify('" + CHANNEL + "', line) FROM unnest(?) AS line";

    /** The server takes less than 8,000 bytes; the lines are ASCII. */
    private static final int MAX_CHARS = 7_900;

    private static final int WAIT_MILLIS = 1_000;
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final PostgresUrl url;
    private final Announcer announcer = new Announcer("chatagent-notify", MAX_CHARS, this::send);
    private @Nullable Connection sender;
    private volatile @Nullable Connection receiver;
    private volatile boolean connected;
    private volatile boolean closed;

    PostgresBroker(PostgresUrl url) {
        this.url = url;
    }

    @Override
    public void start(Listener listener) {
        Thread thread = new Thread(() -> listen(listener), "chatagent-listen");
        thread.setDaemon(true);
        thread.start();
        announcer.start();
    }

    @Override
    public void announce(StreamId stream, long seq) {
        announcer.announce(stream, seq);
    }

    @Override
    public boolean connected() {
        return connected && !closed;
    }

    /** Nothing is lost with a hint: its transaction waits for no disk. */
    private synchronized void send(List<String> lines) throws SQLException {
        Connection connection = sender;
        if (connection == null) {
            if (closed) {
                return;
            }
            connection = PostgresProbe.connect(url);
            sender = connection;
            execute(connection, "SET synchronous_commit = off");
        }
        try (PreparedStatement notify = connection.prepareStatement(NOTIFY)) {
            notify.setArray(1, connection.createArrayOf("text", lines.toArray()));
            notify.execute();
        } catch (SQLException e) {
            sender = null;
            closeQuietly(connection);
            throw e;
        }
    }

    private void listen(Listener listener) {
        boolean told = false;
        while (!closed) {
            try (Connection connection = PostgresProbe.connect(url)) {
                receiver = connection;
                execute(connection, "LISTEN " + CHANNEL);
                connected = true;
                told = false;
                listener.uncertain(); // what came while nobody listened
                hear(connection, listener);
            } catch (SQLException e) {
                if (!told && !closed) { // once, not ten times a second
                    LOG.warn(
                            "Nothing is heard of other nodes' events for the moment; this one looks for itself: {}",
                            e.toString());
                }
                told = true;
            } finally {
                connected = false;
                receiver = null;
            }
            LockSupport.parkNanos(this, closed ? 0 : RETRY_NANOS);
        }
    }

    /** Until the connection breaks. One that says nothing is asked whether it is still there. */
    private void hear(Connection connection, Listener listener) throws SQLException {
        PGConnection notifications = connection.unwrap(PGConnection.class);
        while (!closed) {
            PGNotification[] heard = notifications.getNotifications(WAIT_MILLIS);
            if (heard == null || heard.length == 0) {
                execute(connection, "SELECT 1");
                continue;
            }
            for (PGNotification each : heard) {
                announcer.heard(each.getParameter(), listener);
            }
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() {
        closed = true;
        announcer.close();
        Connection listening = receiver;
        if (listening != null) {
            abort(listening);
        }
        synchronized (this) {
            if (sender != null) {
                closeQuietly(sender);
                sender = null;
            }
        }
    }

    /** Its thread waits on the socket, which only the end of the socket ends. */
    private static void abort(Connection connection) {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            LOG.debug("A connection was gone before it was closed: {}", e.toString());
        }
    }

    private static void closeQuietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.debug("A connection was gone before it was closed: {}", e.toString());
        }
    }
}
