package dev.chatagent.tests.guide;

import dev.chatagent.agent.AgentConnector;
import dev.chatagent.agent.AgentEvent;
import dev.chatagent.agent.AgentPrompt;
import dev.chatagent.agent.AgentSession;
import dev.chatagent.agent.AgentSink;
import dev.chatagent.agent.AgentSpec;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

final class ParrotConnector implements AgentConnector {
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Duration betweenWords;

    ParrotConnector(Duration betweenWords) {
        this.betweenWords = betweenWords;
    }

    @Override
    public AgentSession open(AgentSpec spec, AgentSink sink) {
        return new Parrot(sink);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private final class Parrot implements AgentSession {
        private final AgentSink sink;
        private final CountDownLatch stopped = new CountDownLatch(1);

        Parrot(AgentSink sink) {
            this.sink = sink;
        }

        @Override
        public void prompt(AgentPrompt prompt) { // must not block
            var unused = threads.submit(() -> say(prompt.text().split("(?<=\\s)(?=\\S)", -1)));
        }

        private Void say(String[] words) throws InterruptedException {
            for (String word : words) {
                if (stopped.await(betweenWords.toMillis(), TimeUnit.MILLISECONDS)) {
                    return null; // nothing has to follow a stop
                }
                sink.accept(new AgentEvent.TextDelta(word));
            }
            sink.accept(new AgentEvent.TurnEnded()); // one terminal event
            return null;
        }

        @Override
        public void cancel() {
            stopped.countDown();
        }

        @Override
        public void close() {
            stopped.countDown();
        }
    }
}
