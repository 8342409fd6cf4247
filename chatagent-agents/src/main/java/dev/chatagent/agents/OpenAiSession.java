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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One question and its answer. Whoever ends the turn first (the server, its silence, a broken connection, a stop) does so
 * under the lock; after that nothing reaches the sink. The sink itself is called without the lock, so that a stop never waits
 * for a sink that blocks. While the sink blocks, nothing is read and no silence is counted.
 */
final class OpenAiSession implements AgentSession {
    private static final Logger LOG = LoggerFactory.getLogger(OpenAiSession.class);

    /** How long the formal end of a complete answer may take; after it the connection can be used again. */
    private static final Duration LINGER = Duration.ofSeconds(2);

    private enum Phase {
        NEW,
        /** The server is to send something. */
        WAITING,
        /** What it sent is being handed on. */
        READING,
        /** The server has sent nothing for too long; what that means is being told. */
        SILENT,
        /** The answer was complete; its connection comes to its end by itself. */
        ENDED,
        /** Stopped or failed. */
        ABORTED
    }

    private final OpenAiTransport transport;
    private final AgentSink sink;
    private Phase phase = Phase.NEW;
    private long heardAt;
    private Duration patience;
    private boolean repeated;
    private @Nullable BodyReader reader;
    private @Nullable CompletableFuture<?> exchange;
    private @Nullable ScheduledFuture<?> timer;

    OpenAiSession(OpenAiTransport transport, AgentSink sink) {
        this.transport = transport;
        this.sink = sink;
        this.patience = transport.timeout();
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
        ask(prompt);
    }

    private void ask(AgentPrompt prompt) {
        CompletableFuture<?> sent = transport.send(
                prompt, answer -> new AnswerSubscriber(this, begin(answer.statusCode(), answer.headers())));
        boolean late;
        synchronized (this) {
            exchange = sent;
            late = phase == Phase.ABORTED;
            watchIn(patience);
        }
        if (late) {
            sent.cancel(true);
        }
        var unused = sent.whenComplete((answer, error) -> gone(prompt, error));
    }

    private synchronized BodyReader begin(int status, HttpHeaders headers) {
        BodyReader begun = status >= 200 && status < 300
                ? new AnswerReader(this::emit, transport.failures())
                : new RefusalReader(status, headers, this::emit, transport.failures());
        reader = begun;
        return begun;
    }

    /** The exchange is over; if the turn is not, there was no answer. */
    private void gone(AgentPrompt prompt, @Nullable Throwable error) {
        if (error != null && mayAskAgain(error)) {
            ask(prompt);
            return;
        }
        transport.closed(this);
        if (error != null) {
            emit(Failures.unreachable(error));
        }
        synchronized (this) {
            stopWatching();
        }
    }

    /** Once: a server may hang up on a connection that was kept from an earlier answer just when it is used again. */
    private synchronized boolean mayAskAgain(Throwable error) {
        boolean again = phase == Phase.WAITING && reader == null && !repeated && Failures.mayHaveBeenStale(error);
        repeated |= again;
        return again;
    }

    /** Hands on an event unless the turn is over; a terminal one ends it. */
    private void emit(AgentEvent event) {
        boolean ended = event instanceof AgentEvent.TurnEnded;
        synchronized (this) {
            if (over()) {
                return;
            }
            if (ended) {
                phase = Phase.ENDED;
                watchIn(LINGER);
            }
        }
        if (event instanceof AgentEvent.Failed failed) {
            LOG.warn("The model server failed a turn: {}", failed.message());
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
        return phase == Phase.READING || phase == Phase.ENDED;
    }

    /**
     * False when nothing more is wanted.
     *
     * @param answered whether only the end of the answer is left to come
     */
    synchronized boolean endReading(boolean answered) {
        if (phase == Phase.READING) {
            phase = Phase.WAITING;
            heardAt = System.nanoTime();
            if (answered && patience.compareTo(LINGER) > 0) {
                patience = LINGER;
                watchIn(patience);
            }
        }
        return phase == Phase.WAITING || phase == Phase.ENDED;
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
        synchronized (this) {
            if (phase == Phase.WAITING || phase == Phase.READING) {
                Duration left = phase == Phase.READING ? patience : patience.minusNanos(System.nanoTime() - heardAt);
                if (left.compareTo(Duration.ZERO) > 0) {
                    watchIn(left);
                    return;
                }
                phase = Phase.SILENT;
            }
        }
        if (isSilent()) {
            transport.execute(this::tellSilence);
        } else {
            abort();
        }
    }

    private synchronized boolean isSilent() {
        return phase == Phase.SILENT;
    }

    /** Nothing that comes now reaches the reader, so that it is this thread's alone. */
    private void tellSilence() {
        BodyReader begun;
        synchronized (this) {
            begun = reader;
        }
        if (begun == null) {
            emit(Failures.silent(patience));
        } else {
            begun.silent(patience);
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
