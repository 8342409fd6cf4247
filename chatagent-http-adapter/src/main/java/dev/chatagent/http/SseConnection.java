package dev.chatagent.http;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.auth.Principal;
import dev.chatagent.event.Event;
import dev.chatagent.event.StreamId;
import dev.chatagent.event.Subscription;
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
import java.util.Queue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream of events over HTTP (WHATWG HTML, section 9.2). Written without blocking; whoever reads slower than events come
 * is cut off once {@link #MAX_WAITING} bytes wait, and comes back with {@code Last-Event-ID}. Ends with its token.
 */
final class SseConnection implements WriteListener, AsyncListener {
    private static final Logger LOG = LoggerFactory.getLogger(SseConnection.class);
    private static final int MAX_WAITING = 1024 * 1024;
    private static final int HEARTBEAT_SECONDS = 25;

    private final AsyncContext async;
    private final ServletOutputStream out;
    private final Queue<byte[]> waiting = new ArrayDeque<>();
    private int waitingBytes;
    private boolean writable;
    private boolean unflushed;
    private boolean done;
    private @Nullable Subscription subscription;
    private @Nullable Runnable revocation;
    private @Nullable ScheduledFuture<?> heartbeat;
    private @Nullable ScheduledFuture<?> expiry;

    private SseConnection(AsyncContext async, ServletOutputStream out) {
        this.async = async;
        this.out = out;
    }

    static void open(
            ChatAgentRuntime runtime,
            Principal principal,
            StreamId stream,
            long since,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        SseConnection[] self = new SseConnection[1];
        Subscription subscription =
                runtime.events().subscribe(principal, stream, since, event -> self[0].send(frame(event)));
        response.setStatus(200);
        response.setContentType("text/event-stream");
        response.setCharacterEncoding("UTF-8");
        response.setHeader("X-Accel-Buffering", "no");
        AsyncContext async = request.startAsync();
        async.setTimeout(0);
        SseConnection connection = new SseConnection(async, response.getOutputStream());
        self[0] = connection;
        async.addListener(connection);
        connection.begin(runtime, principal, subscription);
    }

    private void begin(ChatAgentRuntime runtime, Principal principal, Subscription opened) {
        synchronized (this) {
            subscription = opened;
            revocation = runtime.authenticator().onRevoked(login -> {
                if (login.equals(principal.login())) {
                    end();
                }
            });
            heartbeat = runtime.scheduler()
                    .scheduleAtFixedRate(
                            () -> send(": keep-alive\n\n"), HEARTBEAT_SECONDS, HEARTBEAT_SECONDS, TimeUnit.SECONDS);
            long left = Duration.between(runtime.clock().instant(), principal.expiresAt())
                    .toMillis();
            expiry = runtime.scheduler().schedule(this::end, Math.max(0, left), TimeUnit.MILLISECONDS);
        }
        send("event: subscribed\ndata: {\"recovered\":" + opened.recovered() + ",\"seq\":" + opened.seq() + "}\n\n");
        out.setWriteListener(this);
        opened.start();
    }

    private static String frame(Event event) {
        return "id: " + event.seq() + "\nevent: " + event.type() + "\ndata: " + EventFrames.json(event) + "\n\n";
    }

    private void send(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        boolean tooSlow;
        synchronized (this) {
            if (done) {
                return;
            }
            waiting.add(bytes);
            waitingBytes += bytes.length;
            tooSlow = waitingBytes > MAX_WAITING;
        }
        if (tooSlow) {
            end();
        } else {
            pump();
        }
    }

    @Override
    public void onWritePossible() {
        synchronized (this) {
            writable = true;
        }
        pump();
    }

    /** Writes what the container takes; when it takes no more it calls {@link #onWritePossible()} later. */
    private void pump() {
        try {
            synchronized (this) {
                while (writable && !done && (!waiting.isEmpty() || unflushed)) {
                    if (!out.isReady()) {
                        writable = false;
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
        } catch (IOException | RuntimeException e) { // containers throw either when the peer has gone
            LOG.debug("An event stream broke off: {}", e.toString());
            end();
        }
    }

    /** Ends the connection from our side. */
    private void end() {
        if (release()) {
            try {
                async.complete();
            } catch (IllegalStateException e) {
                LOG.debug("An event stream had ended: {}", e.toString());
            }
        }
    }

    /** Lets go of everything; answers whether this call did it. */
    private boolean release() {
        synchronized (this) {
            if (done) {
                return false;
            }
            done = true;
            waiting.clear();
        }
        if (heartbeat != null) {
            heartbeat.cancel(false);
        }
        if (expiry != null) {
            expiry.cancel(false);
        }
        if (subscription != null) {
            subscription.close();
        }
        if (revocation != null) {
            revocation.run();
        }
        return true;
    }

    @Override
    public void onError(Throwable failure) {
        end();
    }

    @Override
    public void onComplete(AsyncEvent event) {
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
