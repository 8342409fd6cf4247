package dev.chatagent.http;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.auth.Principal;
import dev.chatagent.config.Settings;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.event.Event;
import dev.chatagent.event.StreamId;
import dev.chatagent.event.Subscriber;
import dev.chatagent.event.Subscription;
import dev.chatagent.presence.ConnectionKind;
import dev.chatagent.wire.EventFrames;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream of events over HTTP (WHATWG HTML, section 9.2). Written without blocking; whoever reads slower than events come
 * is cut off once {@link #MAX_WAITING} bytes wait, and comes back with {@code Last-Event-ID}. Ends with its token.
 */
final class SseConnection implements Subscriber, WriteListener, AsyncListener {
    private static final Logger LOG = LoggerFactory.getLogger(SseConnection.class);
    private static final int MAX_WAITING = 1024 * 1024;
    private static final int ROOMY_WAITING = MAX_WAITING / 4;
    private static final int PIECE = 64 * 1024;
    private static final long BROKEN_SECONDS = 5;

    private final ChatAgentRuntime runtime;
    private final Principal principal;
    private final List<Runnable> held = new ArrayList<>();
    private final Queue<byte[]> waiting = new ArrayDeque<>();
    private int waitingBytes;
    private boolean writable;
    /** Since the last look at it; while it is {@link #writable} it does not matter. */
    private boolean taking = true;

    private boolean unflushed;
    private boolean starved;
    private boolean done;
    /** By us, or the container. */
    private final AtomicBoolean completed = new AtomicBoolean();

    private @Nullable Subscription subscription;
    private volatile @Nullable AsyncContext async;
    private @Nullable ServletOutputStream out;

    private SseConnection(ChatAgentRuntime runtime, Principal principal) {
        this.runtime = runtime;
        this.principal = principal;
    }

    /** @throws ChatAgentException NOT_FOUND for foreign streams, TOO_MANY_CONNECTIONS when the user's places are taken */
    static void open(
            ChatAgentRuntime runtime,
            EventStreams streams,
            Principal principal,
            StreamId stream,
            long since,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        SseConnection connection = new SseConnection(runtime, principal);
        try {
            connection.hold(runtime.limits()
                    .connection(principal.user())
                    .orElseThrow(() -> new ChatAgentException(
                            ErrorCode.TOO_MANY_CONNECTIONS, "You have too many connections open; close one first.")));
            Subscription opened = runtime.events().subscribe(principal, stream, since, connection);
            connection.hold(opened::close);
            connection.begin(opened, request, response);
            connection.hold(runtime.presence().joined(principal, ConnectionKind.EVENTS, connection::end));
            streams.add(connection);
            connection.hold(() -> streams.remove(connection));
        } catch (RuntimeException | IOException e) {
            connection.release();
            throw e;
        }
    }

    private void begin(Subscription opened, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        response.setStatus(200);
        response.setContentType("text/event-stream");
        response.setCharacterEncoding("UTF-8");
        response.setHeader("X-Accel-Buffering", "no");
        ServletOutputStream stream = response.getOutputStream();
        AsyncContext context = request.startAsync();
        context.setTimeout(0);
        context.addListener(this);
        synchronized (this) {
            subscription = opened;
            async = context;
            out = stream;
        }
        send("id: " + opened.seq() + "\nevent: subscribed\ndata: {\"recovered\":" + opened.recovered() + ",\"seq\":"
                + opened.seq() + "}\n\n");
        stream.setWriteListener(this);
        endInTime();
        opened.start();
    }

    /** Listens first and asks then, so that a revocation in between is met. */
    private void endInTime() {
        hold(runtime.authenticator().onRevoked(login -> {
            if (login.equals(principal.login())) {
                end();
            }
        }));
        long beat = runtime.settings()
                .get(Settings.HEARTBEAT, runtime.environment())
                .toMillis();
        every(beat, () -> send(": keep-alive\n\n"));
        every(Math.max(1, beat * 8 / 25), this::endIfStuck); // as for WebSockets
        long left = Duration.between(runtime.clock().instant(), principal.expiresAt())
                .toMillis();
        ScheduledFuture<?> expiry = runtime.scheduler().schedule(this::end, Math.max(0, left), TimeUnit.MILLISECONDS);
        hold(() -> expiry.cancel(false));
        if (!runtime.authenticator().live(principal)) {
            end();
        }
    }

    private void every(long millis, Runnable work) {
        ScheduledFuture<?> timer = runtime.scheduler().scheduleAtFixedRate(work, millis, millis, TimeUnit.MILLISECONDS);
        hold(() -> timer.cancel(false));
    }

    /** Keeps what to run at the end; runs it now when the end has been. */
    private void hold(Runnable last) {
        synchronized (this) {
            if (!done) {
                held.add(last);
                return;
            }
        }
        last.run();
    }

    @Override
    public void onEvent(Event event) {
        try {
            send("id: " + event.seq() + "\nevent: " + event.type() + "\ndata: " + EventFrames.json(event) + "\n\n");
        } catch (RuntimeException | Error e) { // it would go on without this event
            end();
            throw e;
        }
    }

    @Override
    public void onLost() {
        end();
    }

    @Override
    public synchronized boolean ready() {
        starved = !done && waitingBytes >= ROOMY_WAITING;
        return !starved;
    }

    private void send(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        boolean end;
        synchronized (this) {
            if (done) {
                return;
            }
            end = waitingBytes >= MAX_WAITING || !runtime.authenticator().live(principal);
            if (!end) {
                addPieces(bytes);
            }
        }
        if (end) {
            end();
        } else {
            pump();
        }
    }

    /** Containers say that they take more when all of a write is gone: a large one would look as if nothing had been taken for long. */
    private void addPieces(byte[] bytes) {
        for (int from = 0; from < bytes.length; from += PIECE) {
            int to = Math.min(from + PIECE, bytes.length);
            waiting.add(to - from == bytes.length ? bytes : Arrays.copyOfRange(bytes, from, to));
        }
        waitingBytes += bytes.length;
    }

    @Override
    public void onWritePossible() {
        synchronized (this) {
            writable = true;
        }
        pump();
    }

    /** A peer that has not taken what the container has for it, from one look to the next, is not there any more, or might as well not be. */
    private void endIfStuck() {
        boolean stuck;
        synchronized (this) {
            stuck = !writable && !taking;
            taking = false;
        }
        if (stuck) {
            end();
        }
    }

    private void pump() {
        Subscription hungry;
        try {
            synchronized (this) {
                write();
                hungry = starved && waitingBytes < ROOMY_WAITING ? subscription : null;
                starved &= hungry == null;
            }
        } catch (IOException | RuntimeException e) { // containers throw either when the peer has gone
            LOG.debug("An event stream broke off: {}", e.toString());
            broke();
            return;
        }
        if (hungry != null) {
            hungry.resume();
        }
    }

    /** Writes what the container takes; when it takes no more it calls {@link #onWritePossible()} later. */
    private void write() throws IOException {
        while (out != null && writable && !done && (!waiting.isEmpty() || unflushed)) {
            if (!out.isReady()) {
                writable = false;
                taking = true;
                return;
            }
            byte[] next = waiting.poll();
            if (next == null) {
                unflushed = false;
                out.flush();
            } else {
                waitingBytes -= next.length;
                unflushed = true;
                out.write(next);
            }
        }
    }

    /** Ends the connection from our side. */
    void end() {
        release();
        complete();
    }

    /**
     * The peer has gone: the container sees that too, says so and cleans up. Who completes at the same moment may hit another request, for which
     * Tomcat uses the same objects. It is completed later where the container has said nothing.
     */
    private void broke() {
        if (release()) {
            try {
                var unused = runtime.scheduler().schedule(this::complete, BROKEN_SECONDS, TimeUnit.SECONDS);
            } catch (RejectedExecutionException e) { // the runtime is closing
                complete();
            }
        }
    }

    private void complete() {
        AsyncContext ending = async;
        if (ending != null && completed.compareAndSet(false, true)) {
            try {
                ending.complete();
            } catch (IllegalStateException e) {
                LOG.debug("An event stream had ended: {}", e.toString());
            }
        }
    }

    /** Lets go of everything; answers whether this call did it. */
    private boolean release() {
        List<Runnable> last;
        synchronized (this) {
            if (done) {
                return false;
            }
            done = true;
            waiting.clear();
            last = List.copyOf(held);
        }
        last.forEach(Runnable::run);
        return true;
    }

    @Override
    public void onError(Throwable failure) {
        end();
    }

    @Override
    public void onComplete(AsyncEvent event) {
        completed.set(true);
        release();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        end();
    }

    @Override
    public void onError(AsyncEvent event) {
        end();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {}
}
