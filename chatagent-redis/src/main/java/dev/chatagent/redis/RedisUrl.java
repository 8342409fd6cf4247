package dev.chatagent.redis;

import dev.chatagent.config.Settings;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;

/** Where a Redis is. Prints without its secrets. */
final class RedisUrl {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final RedisURI uri;

    private RedisUrl(RedisURI uri) {
        this.uri = uri;
    }

    /**
     * Reads {@code redis://user:password@host:6379/0}, or {@code rediss:} for TLS.
     *
     * @throws ChatAgentException INVALID_REQUEST; its message does not repeat the text, which may hold a password
     */
    static RedisUrl of(String url) {
        try {
            RedisURI uri = RedisURI.create(new URI(url).parseServerAuthority());
            uri.setTimeout(PATIENCE);
            return new RedisUrl(uri);
        } catch (IllegalArgumentException | URISyntaxException e) { // its message has the text
            throw new ChatAgentException(
                    ErrorCode.INVALID_REQUEST,
                    Settings.REDIS_URL.variable() + " cannot be read. Write redis://user:password@host:6379/0, or"
                            + " rediss://… for TLS, with special characters of user and password percent-encoded.");
        }
    }

    /** A client that comes back by itself, and meanwhile refuses calls at once instead of keeping them. */
    RedisClient client() {
        RedisClient client = RedisClient.create(uri);
        client.setOptions(ClientOptions.builder()
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(PATIENCE)
                        .keepAlive(true)
                        .build())
                .timeoutOptions(TimeoutOptions.enabled(PATIENCE))
                .build());
        return client;
    }

    @Override
    public String toString() {
        return "Redis at " + uri.getHost() + ":" + uri.getPort();
    }
}
