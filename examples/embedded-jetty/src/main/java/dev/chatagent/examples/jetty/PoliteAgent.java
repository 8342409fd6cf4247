package dev.chatagent.examples.jetty;

import dev.chatagent.agent.AgentConnector;
import dev.chatagent.agent.AgentEvent.TextDelta;
import dev.chatagent.agent.AgentEvent.TurnEnded;
import dev.chatagent.agent.AgentPrompt;
import dev.chatagent.agent.AgentSession;
import dev.chatagent.agent.AgentSink;
import dev.chatagent.agent.AgentSpec;
import java.util.concurrent.Executor;

// @start region="agent"
/** An agent that thanks for every message. Thread-safe. */
final class PoliteAgent implements AgentConnector {
    private final Executor executor;

    /** @param executor where answers are written; not closed */
    PoliteAgent(Executor executor) {
        this.executor = executor;
    }

    @Override
    public AgentSession open(AgentSpec spec, AgentSink sink) {
        return new AgentSession() {
            @Override
            public void prompt(AgentPrompt prompt) {
                executor.execute(
                        () -> { // prompt() itself must not block
                            sink.accept(new TextDelta("Thank you for "));
                            sink.accept(new TextDelta("'" + prompt.text() + "'."));
                            sink.accept(new TurnEnded());
                        });
            }

            @Override
            public void cancel() {} // what comes after a cancel is dropped

            @Override
            public void close() {}
        };
    }
}
// @end region="agent"
