package dev.chatagent.http;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.config.Settings;
import dev.chatagent.file.Download;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file on its way out: as bytes of no type to be saved, so that no browser shows what a stranger made as a page of this origin.
 * Read from the storage piece by piece as the caller takes it; whoever takes too long is cut off, and holds no thread meanwhile.
 */
final class FileAnswer implements WriteListener {
    static final String MEDIA_TYPE = "application/octet-stream";
    static final Reply REPLY = new Reply(
            200,
            MEDIA_TYPE,
            OpenApi.ordered("type", "string", "format", "binary"),
            null,
            "The bytes as they came; `Content-Disposition` has the name.");

    private static final Logger LOG = LoggerFactory.getLogger(FileAnswer.class);
    private static final String POLICY = SecurityHeaders.API_POLICY + "; sandbox";

    private final Download download;
    private final ServletOutputStream out;
    private final Executor executor;
    private final AsyncContext async;
    private volatile boolean ended;
    private int next;
    private boolean over;
    private @Nullable ScheduledFuture<?> timer;

    private FileAnswer(Download download, ServletOutputStream out, Executor executor, AsyncContext async) {
        this.download = download;
        this.out = out;
        this.executor = executor;
        this.async = async;
    }

    static void send(ChatAgentRuntime runtime, Download download, Exchange exchange) throws IOException {
        HttpServletRequest request = exchange.request();
        HttpServletResponse response = exchange.response();
        response.setStatus(HttpServletResponse.SC_OK);
        response.setHeader("Content-Security-Policy", POLICY);
        response.setHeader("Content-Disposition", disposition(download.file().name()));
        response.setContentType(MEDIA_TYPE);
        response.setContentLengthLong(download.file().size());
        if (exchange.head()) {
            return;
        }
        ServletOutputStream out = response.getOutputStream();
        if (!request.isAsyncSupported()) {
            for (int i = 0; i < download.pieces(); i++) {
                out.write(download.piece(i));
            }
            return;
        }
        AsyncContext async = request.startAsync();
        async.setTimeout(0);
        FileAnswer answer = new FileAnswer(download, out, runtime.executor(), async);
        Duration patience = runtime.settings().get(Settings.UPLOAD_TIMEOUT, runtime.environment());
        answer.begin(runtime.scheduler()
                .schedule(() -> runtime.executor().execute(answer::end), patience.toMillis(), TimeUnit.MILLISECONDS));
    }

    private void begin(ScheduledFuture<?> timeOver) {
        async.addListener(new Ending(() -> ended = true));
        synchronized (this) {
            timer = timeOver;
        }
        out.setWriteListener(this);
    }

    /** A name for those who know UTF-8, and one for the others (RFC 6266, appendix D; RFC 8187). */
    static String disposition(String name) {
        StringBuilder encoded = new StringBuilder();
        for (byte octet : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xff);
            boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || "!#$&+-.^_`|~".indexOf(c) >= 0);
            encoded.append(plain ? String.valueOf(c) : String.format("%%%02X", (int) c));
        }
        String ascii = Normalizer.normalize(name, Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "")
                .replaceAll("[^\\x20-\\x7e]", "_")
                .replaceAll("[\"\\\\%]", "_");
        return "attachment; filename=\"" + ascii + "\"; filename*=UTF-8''" + encoded;
    }

    /** Containers may call on threads that must not block, and reading blocks. */
    @Override
    public void onWritePossible() {
        try {
            executor.execute(this::pump);
        } catch (RuntimeException e) { // the runtime stops
            end();
        }
    }

    private void pump() {
        try {
            if (wrote()) {
                end();
            }
        } catch (IOException | RuntimeException e) { // containers throw either when the peer has gone
            LOG.debug("A file was not sent to its end: {}", e.toString());
            end();
        }
    }

    /** Writes what the container takes; answers whether that was all. When it takes no more it calls again later. */
    private synchronized boolean wrote() throws IOException {
        while (!over && !ended && out.isReady()) {
            if (next == download.pieces()) {
                return true;
            }
            out.write(download.piece(next++));
        }
        return false;
    }

    @Override
    public void onError(Throwable failure) {
        LOG.debug("A file was not sent to its end: {}", failure.toString());
        end();
    }

    private void end() {
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
            if (timer != null) {
                timer.cancel(false);
            }
        }
        if (ended) {
            return;
        }
        try {
            async.complete();
        } catch (IllegalStateException e) {
            LOG.debug("A file's answer had ended: {}", e.toString());
        }
    }
}
