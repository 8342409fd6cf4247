package dev.chatagent.testkit.runtime;

import dev.chatagent.agent.AgentConnector;
import dev.chatagent.agent.AgentEvent;
import dev.chatagent.agent.AgentPrompt;
import dev.chatagent.agent.AgentSession;
import dev.chatagent.agent.AgentSink;
import dev.chatagent.agent.AgentSpec;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** An agent that the test speaks for: each prompt becomes a turn that the test takes and answers. */
final class ScriptedAgent implements AgentConnector {
    private final BlockingQueue<Turn> turns = new LinkedBlockingQueue<>();
    final CountDownLatch closed = new CountDownLatch(1);

    /** One prompt and the way to answer it. */
    static final class Turn {
        final AgentPrompt prompt;
        final CountDownLatch cancelled = new CountDownLatch(1);
        final CountDownLatch closed = new CountDownLatch(1);
        private final AgentSink sink;

        Turn(AgentPrompt prompt, AgentSink sink) {
            this.prompt = prompt;
            this.sink = sink;
        }

        Turn say(String text) {
            sink.accept(new AgentEvent.TextDelta(text));
            return this;
        }

        void tell(AgentEvent event) {
            sink.accept(event);
        }

        void end() {
            tell(new AgentEvent.TurnEnded());
        }
    }

    Turn next() throws InterruptedException {
        return Optional.ofNullable(turns.poll(Fixture.PATIENCE_SECONDS, TimeUnit.SECONDS))
                .orElseThrow(() -> new AssertionError("The agent was not asked"));
    }

    boolean asked() {
        return !turns.isEmpty();
    }

    @Override
    public AgentSession open(AgentSpec spec, AgentSink sink) {
        return new AgentSession() {
            private final BlockingQueue<Turn> asked = new LinkedBlockingQueue<>();

            @Override
            public void prompt(AgentPrompt prompt) {
                Turn turn = new Turn(prompt, sink);
                asked.add(turn);
                turns.add(turn);
            }

            @Override
            public void cancel() {
                asked.forEach(turn -> turn.cancelled.countDown());
            }

            @Override
            public void close() {
                asked.forEach(turn -> turn.closed.countDown());
            }
        };
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
