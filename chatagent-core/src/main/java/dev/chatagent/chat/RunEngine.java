package dev.chatagent.chat;

import dev.chatagent.agent.AgentConnector;
import dev.chatagent.agent.AgentPrompt;
import dev.chatagent.agent.AgentSession;
import dev.chatagent.agent.AgentSpec;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.event.EventLog;
import dev.chatagent.id.ChatId;
import dev.chatagent.id.NodeId;
import dev.chatagent.id.RunId;
import dev.chatagent.id.UserId;
import dev.chatagent.storage.Nodes;
import dev.chatagent.storage.Storage;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs agents apart from every connection: starts, stops, times out, and cleans up after a crash. Thread-safe. */
public final class RunEngine implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunEngine.class);

    private static final Duration STOP_WAIT = Duration.ofSeconds(5);
    private static final Duration SWEEP = Duration.ofSeconds(2);

    private final Storage storage;
    private final Nodes nodes;
    private final RunWriter writer;
    private final Executor executor;
    private final ScheduledExecutorService scheduler;
    private final Duration timeout;
    private final Map<RunId, ActiveRun> active = new ConcurrentHashMap<>();
    private Set<RunId> suspects = Set.of();
    private @Nullable ScheduledFuture<?> sweeper;

    /** Wired by the runtime. */
    public RunEngine(
            Storage storage,
            Nodes nodes,
            EventLog log,
            Clock clock,
            Executor executor,
            ScheduledExecutorService scheduler,
            Duration timeout) {
        this.storage = storage;
        this.nodes = nodes;
        this.writer = new RunWriter(storage, log, clock);
        this.executor = executor;
        this.scheduler = scheduler;
        this.timeout = timeout;
    }

    /** Marks runs that a crash left behind as interrupted, with the text that had been stored. Called once at start. */
    public void recover() {
        nodes.beat();
        List<RunRecord> left = orphans();
        left.forEach(this::interrupt);
        if (!left.isEmpty()) {
            LOG.warn("{} runs were going when their process ended; they are marked as interrupted", left.size());
        }
        sweeper = scheduler.scheduleWithFixedDelay(
                () -> executor.execute(this::sweep), SWEEP.toMillis(), SWEEP.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** What the storage calls running and neither this process nor another one that is alive carries on. */
    private List<RunRecord> orphans() {
        return storage.read(unit -> {
            Predicate<NodeId> dead = nodes.dead(unit);
            return unit.get(RunRepository.class).allRunning().stream()
                    .filter(record -> dead.test(record.node())
                            || (record.node().equals(nodes.self())
                                    && !active.containsKey(record.run().id())))
                    .toList();
        });
    }

    NodeId node() {
        return nodes.self();
    }

    /** One that cannot be ended must not keep the others, nor the start, from it. */
    private void interrupt(RunRecord record) {
        try {
            writer.interrupt(record);
        } catch (RuntimeException e) {
            LOG.error(
                    "Run {} cannot be marked as interrupted; it is tried again later",
                    record.run().id(),
                    e);
        }
    }

    /**
     * Ends what the storage calls running and nobody carries on: its end could not be stored, or its start was stored when the
     * storage said that it did not know. Until then the chat would take no message. Seen twice, because a run is stored a
     * moment before it is started.
     */
    private synchronized void sweep() {
        try {
            nodes.beat();
            List<RunRecord> orphans = orphans();
            orphans.stream()
                    .filter(record -> suspects.contains(record.run().id()))
                    .forEach(this::interrupt);
            suspects = orphans.stream().map(record -> record.run().id()).collect(Collectors.toSet());
        } catch (RuntimeException e) {
            LOG.warn("Runs that nobody carries on cannot be looked for: {}", e.toString());
        }
    }

    /** Begins a run whose record is durable. */
    void start(RunRecord record, AgentConnector connector, AgentPrompt prompt) {
        RunId id = record.run().id();
        ActiveRun run = new ActiveRun(record, writer, executor);
        active.put(id, run);
        ScheduledFuture<?> timer = scheduler.schedule(
                () -> run.end(
                        RunStatus.FAILED,
                        new Failure(
                                ErrorCode.AGENT_UNAVAILABLE,
                                "The agent took longer than " + readable(timeout) + " and was stopped.")),
                timeout.toMillis(),
                TimeUnit.MILLISECONDS);
        var unused = run.done().thenRun(() -> {
            active.remove(id);
            timer.cancel(false);
        });
        executor.execute(() -> open(run, connector, prompt));
    }

    private static String readable(Duration time) {
        return time.toMinutes() > 1 ? time.toMinutes() + " minutes" : time.toMillis() / 1_000.0 + " seconds";
    }

    private void open(ActiveRun run, AgentConnector connector, AgentPrompt prompt) {
        try {
            AgentSpec spec = new AgentSpec(
                    run.record().owner(), run.record().run().messageId().chat());
            AgentSession session = connector.open(spec, run);
            run.attach(session);
            session.prompt(prompt);
        } catch (ChatAgentException e) {
            run.end(RunStatus.FAILED, new Failure(e.code(), e.detail()));
        } catch (RuntimeException | Error e) { // an error would leave the chat blocked until the timeout
            LOG.error("Agent connector {} threw", connector.getClass().getName(), e);
            run.end(RunStatus.FAILED, new Failure(ErrorCode.INTERNAL, "The agent could not be started."));
        }
    }

    /** Stops the run; false when it does not go on in this process. */
    boolean cancel(RunId id) {
        ActiveRun run = active.get(id);
        if (run == null) {
            return false;
        }
        run.end(RunStatus.CANCELLED, null);
        return true;
    }

    /** Stops whatever runs in the chat and waits until that is stored, for a few seconds at most. */
    void abandon(ChatId chat) {
        stop(
                active.values().stream()
                        .filter(run -> run.record().run().messageId().chat().equals(chat))
                        .toList(),
                RunStatus.CANCELLED);
    }

    /** Stops every run of the owner and waits until that is stored. */
    void abandon(UserId owner) {
        stop(
                active.values().stream()
                        .filter(run -> run.record().owner().equals(owner))
                        .toList(),
                RunStatus.CANCELLED);
    }

    private static void stop(List<ActiveRun> runs, RunStatus status) {
        runs.forEach(run -> run.end(status, null));
        CompletableFuture<Void> all =
                CompletableFuture.allOf(runs.stream().map(ActiveRun::done).toArray(CompletableFuture[]::new));
        try {
            all.get(STOP_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.warn("{} runs did not stop within {}", runs.size(), STOP_WAIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs that go on in this process. */
    public int activeRuns() {
        return active.size();
    }

    /** Ends every run as interrupted, keeping its text, and waits a moment until that is stored. */
    @Override
    public void close() {
        ScheduledFuture<?> sweeping = sweeper;
        if (sweeping != null) {
            sweeping.cancel(false);
        }
        stop(List.copyOf(active.values()), RunStatus.INTERRUPTED);
        try {
            nodes.leave();
        } catch (RuntimeException e) {
            LOG.warn("The other nodes cannot be told that this one stops; they find out in a moment: {}", e.toString());
        }
    }
}
