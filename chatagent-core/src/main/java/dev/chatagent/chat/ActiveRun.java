package dev.chatagent.chat;

import dev.chatagent.agent.AgentEvent;
import dev.chatagent.agent.AgentSession;
import dev.chatagent.agent.AgentSink;
import dev.chatagent.agent.Usage;
import dev.chatagent.chat.RunWriter.Ending;
import dev.chatagent.error.ErrorCode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run that goes on in this process. The agent's events gather while the previous ones are being stored, so a fast agent
 * makes few large writes and a slow one makes many small ones, each as soon as it can be. Past {@link #MAX_WAITING} the agent
 * waits. The first end wins: what comes after a stop is dropped.
 */
final class ActiveRun implements AgentSink {
    private static final Logger LOG = LoggerFactory.getLogger(ActiveRun.class);
    private static final int MAX_WAITING = 64 * 1024;
    private static final int MAX_ANSWER = 1_000_000;

    private final RunRecord record;
    private final RunWriter writer;
    private final Executor executor;
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    private final StringBuilder written = new StringBuilder();
    private final StringBuilder waiting = new StringBuilder();
    private final StorableText text = new StorableText();
    private @Nullable Usage usage;
    private @Nullable Ending ending;
    private @Nullable AgentSession session;
    private boolean draining;
    private boolean over;

    ActiveRun(RunRecord record, RunWriter writer, Executor executor) {
        this.record = record;
        this.writer = writer;
        this.executor = executor;
    }

    RunRecord record() {
        return record;
    }

    /** Completes when the end is stored, or can never be; never with an exception. */
    CompletableFuture<Void> done() {
        return done;
    }

    /** Hands over the session; one that comes after the end is stopped at once. */
    void attach(AgentSession opened) {
        boolean late;
        synchronized (this) {
            session = opened;
            late = ending != null;
        }
        if (late) {
            letGo(opened);
        }
    }

    @Override
    public void accept(AgentEvent event) {
        if (event instanceof AgentEvent.TextDelta delta) {
            addText(delta.text());
        } else if (event instanceof AgentEvent.UsageReport report) {
            synchronized (this) {
                usage = report.usage();
            }
        } else if (event instanceof AgentEvent.TurnEnded) {
            end(RunStatus.COMPLETED, null);
        } else if (event instanceof AgentEvent.Failed failed) {
            end(RunStatus.FAILED, new Failure(failed.code(), StorableText.of(failed.message())));
        }
    }

    private void addText(String piece) {
        boolean tooLong;
        synchronized (this) {
            awaitRoom();
            if (ending != null) {
                return;
            }
            waiting.append(text.next(piece));
            tooLong = written.length() + waiting.length() > MAX_ANSWER;
            if (!tooLong) {
                drainSoon();
            }
        }
        if (tooLong) {
            end(RunStatus.FAILED, new Failure(ErrorCode.PAYLOAD_TOO_LARGE, "The answer became too long and was cut."));
        }
    }

    private void awaitRoom() {
        while (waiting.length() > MAX_WAITING && ending == null) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Ends the run unless it has ended. Returns at once; the agent is told to stop. */
    void end(RunStatus status, @Nullable Failure failure) {
        AgentSession toStop;
        synchronized (this) {
            if (ending != null) {
                return;
            }
            waiting.append(text.rest());
            ending = new Ending(status, usage, failure);
            toStop = session;
            notifyAll();
            drainSoon();
        }
        if (toStop != null) {
            executor.execute(() -> letGo(toStop));
        }
    }

    private void letGo(AgentSession opened) {
        try {
            opened.cancel();
            opened.close();
        } catch (RuntimeException | Error e) {
            LOG.warn("An agent's session did not close: {}", e.toString());
        }
    }

    private synchronized void drainSoon() {
        if (!draining && !over) {
            draining = true;
            executor.execute(this::drain);
        }
    }

    private void drain() {
        while (true) {
            String delta;
            String full;
            Ending end;
            synchronized (this) {
                delta = waiting.toString();
                waiting.setLength(0);
                written.append(delta);
                end = ending;
                full = end == null ? "" : written.toString();
                notifyAll();
                if (delta.isEmpty() && end == null) {
                    draining = false;
                    return;
                }
            }
            if (!store(delta, full, end) || end != null) {
                finish();
                return;
            }
        }
    }

    /** Whether the run goes on after this. */
    private boolean store(String delta, String full, @Nullable Ending end) {
        try {
            return writer.write(record, delta, full, end);
        } catch (RuntimeException | Error e) { // the drain is the only one that can end the run
            LOG.error(
                    "Run {} cannot be stored; it will be marked as interrupted",
                    record.run().id(),
                    e);
            return false;
        }
    }

    private void finish() {
        AgentSession toStop;
        synchronized (this) {
            over = true;
            if (ending == null) {
                ending = new Ending(RunStatus.INTERRUPTED, null, null);
            }
            toStop = session;
            notifyAll();
        }
        if (toStop != null) {
            letGo(toStop);
        }
        done.complete(null);
    }
}
