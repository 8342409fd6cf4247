package dev.chatagent.client;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Settings of a client that is yet to be made. Single-threaded; what it builds is thread-safe. */
public final class ClientBuilder {
    private final URI uri;
    private @Nullable Credentials credentials;
    private @Nullable HttpClient http;
    private @Nullable Executor executor;
    private Consumer<StateChange> onState = change -> {};
    private Duration heartbeat = Duration.ofSeconds(25);
    private Duration answerTimeout = Duration.ofSeconds(10);
    private Duration connectTimeout = Duration.ofSeconds(15);
    private Duration patience = Duration.ofSeconds(60);
    private Duration maxBackoff = Duration.ofSeconds(30);
    private int maxWaiting = 256;

    ClientBuilder(URI uri) {
        this.uri = Objects.requireNonNull(uri, "uri");
        if (!"ws".equalsIgnoreCase(uri.getScheme()) && !"wss".equalsIgnoreCase(uri.getScheme())) {
            throw new IllegalArgumentException("A WebSocket's address begins with ws:// or wss://, not " + uri);
        }
    }

    /** Where access tokens come from; required. Asked whenever one is needed, so it should give one that is still good. */
    public ClientBuilder credentials(Credentials source) {
        credentials = source;
        return this;
    }

    /** The same for a source that does not care why it is asked, and may block. */
    public ClientBuilder credentials(Supplier<String> source) {
        return credentials(reason -> CompletableFuture.completedFuture(source.get()));
    }

    /** Told of every change of state, one at a time and in order; default: nobody. */
    public ClientBuilder onState(Consumer<StateChange> listener) {
        onState = listener;
        return this;
    }

    /** Dials, e.g. through a proxy or with certificates of one's own; it stays the caller's. Default: one of the client's own. */
    public ClientBuilder httpClient(HttpClient client) {
        http = client;
        return this;
    }

    /**
     * Runs listeners, credentials and what depends on futures; it stays the caller's. Default: daemon threads of the client, one
     * for each stream that has something to handle.
     */
    public ClientBuilder executor(Executor runs) {
        executor = runs;
        return this;
    }

    /** Time between two signs of life that the server is asked for; default 25 s. */
    public ClientBuilder heartbeat(Duration between) {
        heartbeat = positive(between);
        return this;
    }

    /** How long the server may take for an answer before the connection counts as dead; default 10 s. */
    public ClientBuilder answerTimeout(Duration longest) {
        answerTimeout = positive(longest);
        return this;
    }

    /** How long a connection may take until it is authenticated, and a token until it is there; default 15 s each. */
    public ClientBuilder connectTimeout(Duration longest) {
        connectTimeout = positive(longest);
        return this;
    }

    /** How long {@code send} and {@code cancel} may take over all tries, waits that the server asks for (429) included; default 60 s. */
    public ClientBuilder patience(Duration longest) {
        patience = positive(longest);
        return this;
    }

    /** Longest wait between two tries to connect; default 30 s. */
    public ClientBuilder maxBackoff(Duration longest) {
        maxBackoff = positive(longest);
        return this;
    }

    /** How many commands may wait for an answer; one more fails with {@code busy}. Default 256. */
    public ClientBuilder maxWaiting(int commands) {
        if (commands < 1) {
            throw new IllegalArgumentException("At least one command has to wait for its answer, not " + commands);
        }
        maxWaiting = commands;
        return this;
    }

    private static Duration positive(Duration duration) {
        if (duration.isZero() || duration.isNegative()) {
            throw new IllegalArgumentException("A positive duration is expected, not " + duration);
        }
        return duration;
    }

    /**
     * A client that does nothing yet.
     *
     * @throws IllegalStateException without credentials
     */
    public ChatAgentClient build() {
        if (credentials == null) {
            throw new IllegalStateException("credentials(…) is required: every connection begins with an access token");
        }
        Timing timing = new Timing(heartbeat, answerTimeout, connectTimeout, patience, maxBackoff);
        return new ReconnectingClient(
                uri, credentials, onState, new Threads(http, executor, connectTimeout), timing, maxWaiting);
    }
}
