package dev.chatagent.redis;

import dev.chatagent.event.Announcer;
import dev.chatagent.event.EventBroker;
import dev.chatagent.event.StreamId;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hints by PUBLISH and SUBSCRIBE, over two connections. Thread-safe. */
final class RedisBroker implements EventBroker {
    private static final Logger LOG = LoggerFactory.getLogger(RedisBroker.class);
    private static final String CHANNEL = "chatagent:events";
    private static final int MAX_CHARS = 64 * 1024;
    private static final long PATIENCE_SECONDS = 2;
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final RedisUrl url;
    private final RedisClient client;
    private final Announcer announcer = new Announcer("chatagent-publish", MAX_CHARS, this::send);
    private @Nullable StatefulRedisConnection<String, String> sender;
    private volatile @Nullable StatefulRedisPubSubConnection<String, String> receiver;
    private volatile boolean subscribed;
    private volatile boolean closed;

    RedisBroker(RedisUrl url) {
        this.url = url;
        this.client = url.client();
    }

    @Override
    public void start(Listener listener) {
        Thread thread = new Thread(() -> listen(listener), "chatagent-subscribe");
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
        StatefulRedisPubSubConnection<String, String> connection = receiver;
        return subscribed && connection != null && connection.isOpen();
    }

    private synchronized void send(List<String> lines) throws Exception {
        if (closed) {
            return;
        }
        StatefulRedisConnection<String, String> connection = sender;
        if (connection == null) {
            connection = client.connect();
            sender = connection;
        }
        for (String line : lines) {
            RedisFuture<Long> published = connection.async().publish(CHANNEL, line);
            if (!published.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new TimeoutException("No answer");
            }
            published.get(); // throws what went wrong
        }
    }

    /** The first connection has to be tried for; after it the client comes back by itself, and subscribes again. */
    private void listen(Listener listener) {
        boolean told = false;
        while (!closed && receiver == null) {
            try {
                receiver = subscribed(client.connectPubSub(), new Ear(listener));
            } catch (RedisException e) {
                if (!told && !closed) { // once, not ten times a second
                    LOG.warn(
                            "{} cannot be reached; this node looks for other nodes' events itself: {}",
                            url,
                            e.toString());
                }
                told = true;
                LockSupport.parkNanos(this, RETRY_NANOS);
            }
        }
    }

    private static StatefulRedisPubSubConnection<String, String> subscribed(
            StatefulRedisPubSubConnection<String, String> connection, RedisPubSubAdapter<String, String> ear) {
        connection.addListener(ear);
        try {
            connection.sync().subscribe(CHANNEL);
            return connection;
        } catch (RedisException e) {
            connection.close();
            throw e;
        }
    }

    private final class Ear extends RedisPubSubAdapter<String, String> {
        private final Listener listener;

        Ear(Listener listener) {
            this.listener = listener;
        }

        @Override
        public void message(String channel, String line) {
            announcer.heard(line, listener);
        }

        /** Now, or again after a cut: something may have been said meanwhile. */
        @Override
        public void subscribed(String channel, long count) {
            subscribed = true;
            listener.uncertain();
        }
    }

    @Override
    public void close() {
        closed = true;
        subscribed = false;
        announcer.close();
        client.shutdown(Duration.ZERO, Duration.ofSeconds(PATIENCE_SECONDS));
    }
}
