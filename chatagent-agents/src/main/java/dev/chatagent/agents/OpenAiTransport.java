package dev.chatagent.agents;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.chatagent.agent.AgentPrompt;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What the sessions of one connector share: the HTTP client, its threads, and how a question is written. Its threads are its
 * own, because a sink may block them and what wakes the sink must never wait for one of them. Thread-safe.
 */
final class OpenAiTransport implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final String COMPLETIONS = "/chat/completions";
    private static final JsonMapper MAPPER = new JsonMapper();

    private final URI endpoint;
    private final String apiKey;
    private final String model;
    private final Duration timeout;
    private final Failures failures;
    private final ExecutorService readers = Executors.newCachedThreadPool(daemons("chatagent-openai"));
    private final ScheduledThreadPoolExecutor timers =
            new ScheduledThreadPoolExecutor(1, daemons("chatagent-openai-timer"));
    private final HttpClient client;
    private final Set<OpenAiSession> sessions = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    OpenAiTransport(URI baseUrl, String apiKey, String model, Duration timeout) {
        this.endpoint = baseUrl.getPath().endsWith(COMPLETIONS) ? baseUrl : URI.create(baseUrl + COMPLETIONS);
        this.apiKey = apiKey;
        this.model = model;
        this.timeout = timeout;
        this.failures = new Failures(apiKey);
        timers.setRemoveOnCancelPolicy(true);
        // HTTP/1.1: a stop closes the connection of this answer and no other, and plain-text servers are spared an
        // upgrade that some of them mishandle. Redirects would carry the key to another host.
        this.client = withoutContext(HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT_TIMEOUT)
                .executor(readers));
    }

    /**
     * The client's own thread lives until the client is collected. With the class loader of whoever starts it at hand, it would keep an
     * application that was undeployed.
     */
    private static HttpClient withoutContext(HttpClient.Builder client) {
        Thread caller = Thread.currentThread();
        ClassLoader before = caller.getContextClassLoader();
        caller.setContextClassLoader(ClassLoader.getSystemClassLoader());
        try {
            return client.build();
        } finally {
            caller.setContextClassLoader(before);
        }
    }

    Duration timeout() {
        return timeout;
    }

    Failures failures() {
        return failures;
    }

    boolean isClosed() {
        return closed;
    }

    void opened(OpenAiSession session) {
        sessions.add(session);
    }

    void closed(OpenAiSession session) {
        sessions.remove(session);
    }

    /** Asks; the future is done when the exchange is over, and closes the connection when it is cancelled. */
    CompletableFuture<?> send(AgentPrompt prompt, HttpResponse.BodyHandler<@Nullable Void> handler) {
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint)
                .header("Content-Type", "application/json")
                .header("Accept", "text/event-stream, application/json")
                .POST(HttpRequest.BodyPublishers.ofString(question(prompt)));
        if (!apiKey.isEmpty()) {
            request.header("Authorization", "Bearer " + apiKey);
        }
        return client.sendAsync(request.build(), handler);
    }

    private String question(AgentPrompt prompt) {
        ObjectNode question = MAPPER.createObjectNode().put("model", model).put("stream", true);
        question.putObject("stream_options").put("include_usage", true);
        ArrayNode messages = question.putArray("messages");
        for (AgentPrompt.Turn turn : prompt.history()) {
            String role = turn.speaker() == AgentPrompt.Speaker.PERSON ? "user" : "assistant";
            messages.addObject().put("role", role).put("content", turn.text());
        }
        QuestionContent.put(messages.addObject().put("role", "user"), prompt);
        return question.toString();
    }

    /** A timer; its work must not block. */
    ScheduledFuture<?> schedule(Runnable work, Duration wait) {
        return timers.schedule(work, wait.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** For work that may block. */
    void execute(Runnable work) {
        readers.execute(work);
    }

    /** Closes every connection; what they were answering stays unanswered. */
    @Override
    public void close() {
        closed = true;
        List.copyOf(sessions).forEach(OpenAiSession::abort);
        timers.shutdownNow();
        readers.shutdown();
    }

    private static ThreadFactory daemons(String name) {
        AtomicInteger count = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
