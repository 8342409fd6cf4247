package dev.chatagent.http;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Stands ahead of the servlets of test servers and keeps every answer, whatever the test looks at.
 * {@link RecordingExtension} holds them against what the API promises.
 */
public final class RecordingFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;
    /** A header of callers who will not be there for the answer, so that none is looked at: containers put down what they like. */
    static final String LEAVES = "Test-Caller-Leaves";

    private static final String API = "/api";
    private static final Queue<RecordedAnswer> ANSWERS = new ConcurrentLinkedQueue<>();

    /** For a servlet context of its own. */
    public RecordingFilter() {}

    /**
     * Holds all that was recorded since the last time against the contract, which happens after each test class anyway.
     *
     * @return method, template and status of each answer
     * @throws AssertionError when one is not as promised
     */
    public static List<String> check() {
        return RecordingExtension.check();
    }

    /** Adds an answer of a server in another process, as its client has received it. */
    public static void received(HttpResponse<String> response) {
        String path = response.uri().getPath();
        String mount = path.startsWith(API) ? API : "/";
        Map<String, List<String>> headers = new TreeMap<>();
        response.headers().map().forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values));
        ANSWERS.add(new RecordedAnswer(
                response.request().method(),
                mount,
                path.substring(mount.length()),
                response.statusCode(),
                headers,
                response.body(),
                false));
    }

    /** The oldest answer that nobody has taken; null when there is none. */
    static @Nullable RecordedAnswer take() {
        return ANSWERS.poll();
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request.getHeader(LEAVES) != null) {
            chain.doFilter(request, response);
            return;
        }
        RecordingResponse recording = new RecordingResponse(response);
        String method = request.getMethod();
        String mount = request.getServletPath();
        String path = Objects.requireNonNullElse(request.getPathInfo(), "");
        try {
            chain.doFilter(request, recording);
        } finally {
            if (request.isAsyncStarted()) {
                request.getAsyncContext().addListener(new AtTheEnd(() -> keep(method, mount, path, recording)));
            } else {
                keep(method, mount, path, recording);
            }
        }
    }

    private static void keep(String method, String mount, String path, RecordingResponse response) {
        ANSWERS.add(new RecordedAnswer(
                method, mount, path, response.getStatus(), response.headers(), response.body(), response.cut()));
    }

    private record AtTheEnd(Runnable then) implements AsyncListener {
        @Override
        public void onComplete(AsyncEvent event) {
            then.run();
        }

        @Override
        public void onTimeout(AsyncEvent event) {}

        @Override
        public void onError(AsyncEvent event) {}

        @Override
        public void onStartAsync(AsyncEvent event) {}
    }
}
