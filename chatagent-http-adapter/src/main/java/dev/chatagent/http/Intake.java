package dev.chatagent.http;

import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What comes in with one request. A body that is not here yet is waited for without a thread, so that somebody who sends a byte
 * a second costs a socket and nothing else; bounded in bytes, and in time from the first byte to the last. What nobody wants
 * is read and thrown away up to a bound: a connection that is closed while its caller writes is reset, and the answer that
 * says why is lost with it (RFC 9112, section 9.6). Containers call one at a time; the timer at any time.
 */
final class Intake implements ReadListener {
    static final int MAX_BYTES = 1024 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);
    private static final int MAX_DISCARDED_BYTES = 16 * MAX_BYTES;
    private static final int BUFFER_BYTES = 16 * 1024;
    private static final byte[] NOTHING = {};
    private static final Duration MAX_DISCARD_TIME = Duration.ofSeconds(2);

    private final HttpServletRequest request;
    private final ScheduledExecutorService scheduler;
    private Duration patience = MAX_DISCARD_TIME;
    private @Nullable Sink sink;
    private byte[] buffer = NOTHING;
    private long total;
    private boolean inputOver;
    private boolean answered;
    private boolean held;
    private boolean completed;
    private volatile boolean ended;
    private @Nullable Receiver receiver;
    private @Nullable AsyncContext async;
    private @Nullable ServletInputStream in;
    private @Nullable ScheduledFuture<?> timer;

    Intake(HttpServletRequest request, ScheduledExecutorService scheduler) {
        this.request = request;
        this.scheduler = scheduler;
    }

    /** Takes a body's bytes as they come; blocks for no network. */
    interface Sink {
        /** More are refused. */
        long maxBytes();

        /** @throws ChatAgentException when it takes no more */
        void take(byte[] bytes, int length);

        /** Nobody will come for what was taken. */
        default void close() {}
    }

    /** Keeps a body in memory. */
    record Collector(ByteArrayOutputStream bytes) implements Sink {
        @Override
        public long maxBytes() {
            return MAX_BYTES;
        }

        @Override
        public void take(byte[] buffer, int length) {
            bytes.write(buffer, 0, length);
        }
    }

    /** Answers the request, on a thread that may block, once its body has come or cannot come any more. */
    @FunctionalInterface
    interface Receiver {
        void receive(Arrival arrival);
    }

    /** Whether the whole body has come. */
    @FunctionalInterface
    interface Arrival {
        /** @throws ChatAgentException PAYLOAD_TOO_LARGE or REQUEST_TIMEOUT, or what the sink threw: why it has not */
        void require();
    }

    /**
     * Puts the body into the sink.
     *
     * @param time how long all of it may take
     * @param later called once when it is not here yet
     * @return whether it is all here already; else {@code later} answers
     * @throws ChatAgentException PAYLOAD_TOO_LARGE; INVALID_REQUEST when it broke off; REQUEST_TIMEOUT where the container
     *     cannot wait without a thread
     */
    boolean body(Sink into, Duration time, Receiver later) {
        sink = into;
        patience = time;
        if (request.getContentLengthLong() > into.maxBytes()) {
            throw tooLarge(into);
        }
        try {
            return read(into, later);
        } catch (IOException e) {
            inputOver = true;
            throw brokenOff(e);
        }
    }

    private boolean read(Sink into, Receiver later) throws IOException {
        in = open();
        long end = System.nanoTime() + patience.toNanos();
        boolean mayWait = !request.isAsyncSupported();
        while (!whole() && (mayWait || in.available() > 0)) {
            int read = in.read(buffer);
            if (read < 0) {
                return true;
            }
            keep(into, read);
            if (System.nanoTime() - end > 0) {
                throw tooSlow();
            }
        }
        if (over(in)) {
            return true;
        }
        receiver = later;
        listen(in, patience);
        return false;
    }

    private ServletInputStream open() throws IOException {
        buffer = new byte[BUFFER_BYTES];
        return request.getInputStream();
    }

    private boolean whole() {
        return total == request.getContentLengthLong();
    }

    /** Whether nothing more can come. Undertow never calls a listener of a stream that has ended before it had one. */
    private boolean over(ServletInputStream stream) {
        return whole() || stream.isFinished();
    }

    private void keep(Sink into, int read) {
        total += read;
        if (total > into.maxBytes()) {
            throw tooLarge(into);
        }
        into.take(buffer, read);
    }

    private void listen(ServletInputStream stream, Duration time) {
        AsyncContext context = startAsync();
        synchronized (this) {
            async = context;
            timer = scheduler.schedule(this::timeOver, time.toMillis(), TimeUnit.MILLISECONDS);
        }
        stream.setReadListener(this);
    }

    private AsyncContext startAsync() {
        AsyncContext context = request.startAsync();
        context.setTimeout(0);
        context.addListener(new Ending(() -> ended = true));
        return context;
    }

    /** Whether the container has ended the request, so that neither it nor its response may be touched any more. */
    boolean ended() {
        return ended;
    }

    /** Whether the caller is still sending, after what has come was thrown away. */
    boolean unread() {
        if (async != null) {
            return stillComing();
        }
        if (inputOver) {
            return false;
        }
        boolean body = request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
        if (!body || whole() || !request.isAsyncSupported()) {
            return false;
        }
        try {
            in = open();
            while (!whole() && in.available() > 0) {
                int read = in.read(buffer);
                if (read < 0) {
                    return false;
                }
                total += read;
            }
            return !over(in) && total <= MAX_DISCARDED_BYTES;
        } catch (IOException e) { // the caller has gone
            return false;
        }
    }

    private synchronized boolean stillComing() {
        return !inputOver;
    }

    /** Goes on throwing away for a while, so that the answer that has been sent is not lost. */
    void discard() {
        ServletInputStream stream = in;
        if (stream == null || async != null) {
            return;
        }
        answered = true;
        listen(stream, MAX_DISCARD_TIME);
    }

    @Override
    public void onDataAvailable() throws IOException {
        synchronized (this) {
            ServletInputStream stream = in;
            while (stream != null && !inputOver && stream.isReady()) {
                int read = stream.read(buffer);
                if (read < 0) {
                    return; // onAllDataRead comes next
                }
                taken(read);
            }
        }
    }

    private void taken(int read) {
        Sink into = sink;
        if (receiver == null || into == null) {
            total += read;
        } else {
            try {
                keep(into, read);
            } catch (ChatAgentException e) {
                deliver(() -> {
                    throw e;
                });
            }
        }
        if (receiver == null && total > MAX_DISCARDED_BYTES) {
            inputOver = true;
            end();
        }
    }

    @Override
    public synchronized void onAllDataRead() {
        inputOver = true;
        deliver(() -> {});
        end();
    }

    private synchronized void timeOver() {
        inputOver = true;
        deliver(() -> {
            throw tooSlow();
        });
        end();
    }

    /**
     * The caller has gone, or what it sends is no body; the answer is for the latter. It is given here and now: a container that
     * comes back from this without one gives its own.
     */
    @Override
    public void onError(Throwable failure) {
        LOG.debug("A body broke off: {}", failure.toString());
        Receiver waiting;
        synchronized (this) {
            inputOver = true;
            waiting = receiver;
            receiver = null;
        }
        if (waiting != null) {
            waiting.receive(() -> {
                throw brokenOff(failure);
            });
            received();
        }
        synchronized (this) {
            end();
        }
    }

    /** Hands the body over, once, to a thread that may block: some containers read on those that must not. */
    private void deliver(Arrival arrival) {
        Receiver waiting = receiver;
        AsyncContext context = async;
        if (waiting == null || context == null) {
            return;
        }
        receiver = null;
        try {
            context.start(() -> {
                try {
                    waiting.receive(arrival);
                } catch (RuntimeException e) { // a container would lay it to whoever has its request object by then
                    LOG.debug("A caller left before the answer: {}", e.toString());
                } finally {
                    received();
                }
            });
        } catch (RuntimeException e) { // the container stops
            LOG.debug("A body came too late: {}", e.toString());
            if (sink != null) {
                sink.close();
            }
            answered = true;
        }
    }

    private synchronized void received() {
        if (!held) {
            answered();
        }
    }

    /**
     * Keeps the request open for an answer that takes its time.
     *
     * @return ends it, from any thread; to be run once
     */
    synchronized Runnable hold() {
        if (async == null) {
            async = startAsync();
            inputOver = true;
        }
        held = true;
        return this::answered;
    }

    private synchronized void answered() {
        answered = true;
        if (!inputOver) {
            timer = scheduler.schedule(this::timeOver, MAX_DISCARD_TIME.toMillis(), TimeUnit.MILLISECONDS);
        }
        end();
    }

    private void end() {
        AsyncContext context = async;
        if (!answered || !inputOver || completed || ended || context == null) {
            return;
        }
        completed = true;
        ScheduledFuture<?> waiting = timer;
        if (waiting != null) {
            waiting.cancel(false);
        }
        try {
            context.complete();
        } catch (IllegalStateException e) { // the container has ended it
            LOG.debug("A request had ended: {}", e.toString());
        }
    }

    private static ChatAgentException brokenOff(Throwable failure) {
        return new ChatAgentException(
                ErrorCode.INVALID_REQUEST, "The body broke off, or is not coded as its headers say.", failure);
    }

    private static ChatAgentException tooLarge(Sink into) {
        return new ChatAgentException(
                ErrorCode.PAYLOAD_TOO_LARGE, "The body is larger than " + into.maxBytes() / 1024 + " KiB.");
    }

    private ChatAgentException tooSlow() {
        return new ChatAgentException(
                ErrorCode.REQUEST_TIMEOUT, "The body did not arrive within " + patience.toSeconds() + " seconds.");
    }
}
