package dev.chatagent.agents;

import dev.chatagent.agent.AgentEvent;
import dev.chatagent.agent.AgentPrompt;
import dev.chatagent.agent.AgentSession;
import dev.chatagent.agent.AgentSink;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;

/**
 * One question and its answer. Whoever ends the turn first (the server, its silence, a broken connection, a stop) does so
 * under the lock; after that nothing reaches the sink. The sink itself is called without the lock, so that a stop never waits
 * for a sink that blocks. While the sink blocks, nothing is read and no silence is counted.
 */
final class OpenAiSession implements AgentSession {
    /** How long the rest of a complete answer may take, so that its connection can be used again. */
    private static final Duration LINGER = Duration.ofSeconds(2);

    private enum Phase {
        NEW,
        /** The server is to send something. */
        WAITING,
        /** What it sent is being handed on. */
        READING,
        /** The answer was complete; its connection comes to its end by itself. */
        ENDED,
        /** Stopped or failed. */
        ABORTED
    }

    private final OpenAiTransport transport;
    private final AgentSink sink;
    private Phase phase = Phase.NEW;
    private long heardAt;
    private @Nullable CompletableFuture<?> exchange;
    private @Nullable ScheduledFuture<?> timer;

    OpenAiSession(OpenAiTransport transport, AgentSink sink) {
        this.transport = transport;
        this.sink = sink;
    }

    @Override
    public void prompt(AgentPrompt prompt) {
        synchronized (this) {
            if (phase != Phase.NEW) {
                return;
            }
            phase = Phase.WAITING;
            heardAt = System.nanoTime();
        }
        CompletableFuture<?> sent = transport.send(
                prompt, answer -> new AnswerSubscriber(this, reader(answer.statusCode(), answer.headers())));
        boolean late;
        synchronized (this) {
            exchange = sent;
            late = phase == Phase.ABORTED;
            watchIn(transport.timeout());
        }
        if (late) {
            sent.cancel(true);
        }
        var unused = sent.whenComplete((answer, error) -> gone(error));
    }

    private BodyReader reader(int status, HttpHeaders headers) {
        return status >= 200 && status < 300
                ? new AnswerReader(this::emit, transport.failures())
                : new RefusalReader(status, headers, this::emit, transport.failures());
    }

    /** The exchange is over; if the turn is not, there was no answer. */
    private void gone(@Nullable Throwable error) {
        transport.closed(this);
        if (error != null) {
            emit(transport.failures().unreachable(error));
        }
        synchronized (this) {
            stopWatching();
        }
    }

    /** Hands on an event unless the turn is over; a terminal one ends it. */
    private void emit(AgentEvent event) {
        boolean ended = event instanceof AgentEvent.TurnEnded;
        boolean failed = event instanceof AgentEvent.Failed;
        synchronized (this) {
            if (over()) {
                return;
            }
            if (ended) {
                phase = Phase.ENDED;
                watchIn(LINGER);
            }
        }
        if (failed) {
            abort();
        }
        sink.accept(event);
    }

    private synchronized boolean over() {
        return phase == Phase.ENDED || phase == Phase.ABORTED;
    }

    /** False when nobody wants what has come. */
    synchronized boolean beginReading() {
        if (phase == Phase.WAITING) {
            phase = Phase.READING;
        }
        return phase != Phase.ABORTED;
    }

    /** False when nothing more is wanted. */
    synchronized boolean endReading() {
        if (phase == Phase.READING) {
            phase = Phase.WAITING;
            heardAt = System.nanoTime();
        }
        return phase != Phase.ABORTED;
    }

    private synchronized void watchIn(Duration wait) {
        stopWatching();
        if (phase != Phase.ABORTED) {
            timer = transport.schedule(this::watch, wait);
        }
    }

    private synchronized void stopWatching() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private void watch() {
        boolean ended;
        synchronized (this) {
            if (phase == Phase.ABORTED) {
                return;
            }
            ended = phase == Phase.ENDED;
            Duration left = phase == Phase.READING
                    ? transport.timeout()
                    : transport.timeout().minusNanos(System.nanoTime() - heardAt);
            if (!ended && left.compareTo(Duration.ZERO) > 0) {
                watchIn(left);
                return;
            }
        }
        if (abort() && !ended) {
            transport.execute(() -> sink.accept(transport.failures().silent(transport.timeout())));
        }
    }

    /** Does nothing when the answer was complete: the connection is kept for the next one. */
    @Override
    public void cancel() {
        if (!over()) {
            abort();
        }
    }

    @Override
    public void close() {
        cancel();
    }

    /** Closes the connection; nothing reaches the sink from here on. False when that had been done. */
    boolean abort() {
        CompletableFuture<?> toStop;
        synchronized (this) {
            if (phase == Phase.ABORTED) {
                return false;
            }
            phase = Phase.ABORTED;
            stopWatching();
            toStop = exchange;
        }
        transport.closed(this);
        if (toStop != null) {
            toStop.cancel(true);
        }
        return true;
    }
}
