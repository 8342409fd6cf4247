package dev.chatagent.agents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.agent.AgentEvent;
import dev.chatagent.agent.AgentSink;
import dev.chatagent.agent.Usage;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Keeps what an agent sends; blocks before each event until it is let in, when made so. */
final class RecordingSink implements AgentSink {
    private static final long PATIENCE_SECONDS = 20;

    private final List<AgentEvent> events = new CopyOnWriteArrayList<>();
    private final CountDownLatch terminal = new CountDownLatch(1);
    private final CountDownLatch entered = new CountDownLatch(1);
    private final Semaphore taken = new Semaphore(0);
    private final Semaphore permits;

    RecordingSink() {
        this(Integer.MAX_VALUE);
    }

    private RecordingSink(int permits) {
        this.permits = new Semaphore(permits);
    }

    static RecordingSink thatBlocks() {
        return new RecordingSink(0);
    }

    void release() {
        permits.release(1_000_000);
    }

    @Override
    public void accept(AgentEvent event) {
        entered.countDown();
        permits.acquireUninterruptibly();
        events.add(event);
        taken.release();
        if (event instanceof AgentEvent.TurnEnded || event instanceof AgentEvent.Failed) {
            terminal.countDown();
        }
    }

    /** Waits until the first event is being handed over. */
    void awaitCall() throws InterruptedException {
        assertThat(entered.await(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .as("an event")
                .isTrue();
    }

    void awaitEvents(int count) throws InterruptedException {
        assertThat(taken.tryAcquire(count, PATIENCE_SECONDS, TimeUnit.SECONDS))
                .as("%s events; there are %s", count, events)
                .isTrue();
    }

    void awaitEnd() throws InterruptedException {
        assertThat(terminal.await(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .as("a terminal event; there are %s", events)
                .isTrue();
    }

    AgentEvent.Failed failure() throws InterruptedException {
        awaitEnd();
        AgentEvent last = events.get(events.size() - 1);
        assertThat(last).isInstanceOf(AgentEvent.Failed.class);
        return (AgentEvent.Failed) last;
    }

    void assertEnded() throws InterruptedException {
        awaitEnd();
        assertThat(events.get(events.size() - 1)).isEqualTo(new AgentEvent.TurnEnded());
    }

    List<AgentEvent> events() {
        return List.copyOf(events);
    }

    List<String> deltas() {
        return events.stream()
                .filter(AgentEvent.TextDelta.class::isInstance)
                .map(event -> ((AgentEvent.TextDelta) event).text())
                .toList();
    }

    String text() {
        return deltas().stream().collect(Collectors.joining());
    }

    Optional<Usage> usage() {
        return events.stream()
                .filter(AgentEvent.UsageReport.class::isInstance)
                .map(event -> ((AgentEvent.UsageReport) event).usage())
                .findFirst();
    }
}
