package dev.chatagent.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.agent.AgentConnector;
import dev.chatagent.agent.AgentEvent;
import dev.chatagent.agent.AgentPrompt;
import dev.chatagent.agent.AgentSession;
import dev.chatagent.agent.AgentSink;
import dev.chatagent.agent.AgentSpec;
import dev.chatagent.id.ChatId;
import dev.chatagent.id.UserId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link AgentConnector} does. Extend it and give a connector to an agent that answers with the text that it was
 * asked, word by word.
 */
public abstract class AgentConnectorContract {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration STOP_BOUND = Duration.ofMillis(500);
    private static final int MANY_WORDS = 2_000;

    private final List<AgentSession> sessions = new ArrayList<>();
    private final List<AgentConnector> connectors = new ArrayList<>();

    /**
     * A connector to an agent that says what it was told.
     *
     * @param betweenWords how long the agent takes for each word, about
     */
    protected abstract AgentConnector connectToEcho(Duration betweenWords) throws Exception;

    private AgentConnector connector = (spec, sink) -> {
        throw new IllegalStateException("not opened");
    };

    @BeforeEach
    public void connect() throws Exception {
        connector = echo(Duration.ofMillis(1));
    }

    private AgentConnector echo(Duration betweenWords) throws Exception {
        AgentConnector made = connectToEcho(betweenWords);
        connectors.add(made);
        return made;
    }

    @AfterEach
    public void closeAll() {
        sessions.forEach(AgentSession::close);
        connectors.forEach(AgentConnector::close);
    }

    private AgentSession open(AgentConnector from, AgentSink sink) {
        AgentSession session =
                from.open(new AgentSpec(new UserId(UUID.randomUUID()), new ChatId(UUID.randomUUID())), sink);
        sessions.add(session);
        return session;
    }

    private static AgentPrompt prompt(String text) {
        return new AgentPrompt(List.of(), text);
    }

    /** Keeps what an agent does, and fails the test when two events come at once. */
    private static final class Recorder implements AgentSink {
        private final List<AgentEvent> events = new ArrayList<>();
        private final CountDownLatch first = new CountDownLatch(1);
        private final CountDownLatch terminal = new CountDownLatch(1);

        @Override
        public void accept(AgentEvent event) {
            synchronized (events) {
                events.add(event);
            }
            first.countDown();
            if (isTerminal(event)) {
                terminal.countDown();
            }
        }

        private static boolean isTerminal(AgentEvent event) {
            return event instanceof AgentEvent.TurnEnded || event instanceof AgentEvent.Failed;
        }

        List<AgentEvent> events() {
            synchronized (events) {
                return List.copyOf(events);
            }
        }

        String text() {
            return events().stream()
                    .filter(AgentEvent.TextDelta.class::isInstance)
                    .map(event -> ((AgentEvent.TextDelta) event).text())
                    .collect(Collectors.joining());
        }

        void awaitFirst() throws InterruptedException {
            assertThat(first.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }

        void awaitEnd() throws InterruptedException {
            assertThat(terminal.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    public void answer_is_streamed_and_ends_with_one_terminal_event() throws Exception {
        Recorder recorder = new Recorder();
        open(connector, recorder).prompt(prompt("one two three"));
        recorder.awaitEnd();
        assertThat(recorder.text()).isEqualTo("one two three");
        List<AgentEvent> events = recorder.events();
        assertThat(events.stream().filter(AgentEvent.TextDelta.class::isInstance))
                .hasSizeGreaterThan(1);
        assertThat(events.stream().filter(Recorder::isTerminal)).hasSize(1);
        assertThat(events.get(events.size() - 1)).isInstanceOf(AgentEvent.TurnEnded.class);
    }

    @Test
    public void text_comes_verbatim() throws Exception {
        String text =
                "Grüße 世界 \uD83D\uDC0E\u200D\u2B1B  two  spaces\n\ttab \"quotes\" \\ <b>&amp; e\u0301 \u2028 end ";
        Recorder recorder = new Recorder();
        open(connector, recorder).prompt(prompt(text));
        recorder.awaitEnd();
        assertThat(recorder.text()).isEqualTo(text);
    }

    @Test
    public void nothing_is_sent_before_the_prompt() throws Exception {
        Recorder recorder = new Recorder();
        AgentSession session = open(connector, recorder);
        assertThat(recorder.events()).isEmpty();
        session.prompt(prompt("now"));
        recorder.awaitEnd();
    }

    @Test
    public void prompt_does_not_wait_for_the_answer() throws Exception {
        Recorder recorder = new Recorder();
        AgentSession session = open(echo(Duration.ofMillis(20)), recorder);
        long before = System.nanoTime();
        session.prompt(prompt("word ".repeat(MANY_WORDS)));
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
        session.cancel();
    }

    @Test
    public void cancelled_answer_stops() throws Exception {
        Recorder recorder = new Recorder();
        AgentSession session = open(echo(Duration.ofMillis(20)), recorder);
        session.prompt(prompt("word ".repeat(MANY_WORDS)));
        recorder.awaitFirst();
        session.cancel();
        assertThatItIsSilent(recorder);
        assertThat(recorder.events().stream().filter(AgentEvent.TextDelta.class::isInstance))
                .hasSizeLessThan(MANY_WORDS);
    }

    @Test
    public void closed_session_stops() throws Exception {
        Recorder recorder = new Recorder();
        AgentSession session = open(echo(Duration.ofMillis(20)), recorder);
        session.prompt(prompt("word ".repeat(MANY_WORDS)));
        recorder.awaitFirst();
        session.close();
        assertThatItIsSilent(recorder);
    }

    /** What was on its way may still arrive within the bound; after it nothing does. */
    private static void assertThatItIsSilent(Recorder recorder) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        assertThat(never.await(STOP_BOUND.toMillis(), TimeUnit.MILLISECONDS)).isFalse();
        int count = recorder.events().size();
        assertThat(never.await(200, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(recorder.events()).hasSize(count);
    }

    @Test
    public void cancel_and_close_may_come_at_any_time_and_twice() throws Exception {
        AgentSession unasked = open(connector, new Recorder());
        unasked.cancel();
        unasked.close();
        unasked.close();
        Recorder recorder = new Recorder();
        AgentSession session = open(connector, recorder);
        session.prompt(prompt("short"));
        recorder.awaitEnd();
        session.cancel();
        session.cancel();
        session.close();
        session.close();
        session.cancel();
        assertThat(recorder.events().stream().filter(Recorder::isTerminal)).hasSize(1);
    }

    @Test
    public void cancelling_one_session_leaves_the_others() throws Exception {
        AgentConnector slow = echo(Duration.ofMillis(5));
        Recorder cancelled = new Recorder();
        Recorder other = new Recorder();
        AgentSession first = open(slow, cancelled);
        first.prompt(prompt("word ".repeat(MANY_WORDS)));
        open(slow, other).prompt(prompt("one two three four five six"));
        cancelled.awaitFirst();
        first.cancel();
        other.awaitEnd();
        assertThat(other.text()).isEqualTo("one two three four five six");
    }

    @Test
    public void sessions_at_once_are_apart() throws Exception {
        List<Recorder> recorders =
                IntStream.range(0, 20).mapToObj(i -> new Recorder()).toList();
        for (int i = 0; i < recorders.size(); i++) {
            open(connector, recorders.get(i)).prompt(prompt("this is session " + i));
        }
        for (int i = 0; i < recorders.size(); i++) {
            recorders.get(i).awaitEnd();
            assertThat(recorders.get(i).text()).isEqualTo("this is session " + i);
        }
    }
}
