package dev.chatagent.agent;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * An agent that says what it was told, word by word: the default, so that everything around agents works with nothing
 * configured.
 */
public final class EchoConnector implements AgentConnector {
    private static final Pattern WORDS = Pattern.compile("(?<=\\s)(?=\\S)");

    private final ScheduledExecutorService scheduler;
    private final Duration delay;

    /**
     * @param scheduler where the words come from; not closed
     * @param delay between two words
     */
    public EchoConnector(ScheduledExecutorService scheduler, Duration delay) {
        this.scheduler = scheduler;
        this.delay = delay;
    }

    @Override
    public AgentSession open(AgentSpec spec, AgentSink sink) {
        return new EchoSession(sink);
    }

    private final class EchoSession implements AgentSession {
        private final AgentSink sink;
        private volatile boolean stopped;

        EchoSession(AgentSink sink) {
            this.sink = sink;
        }

        @Override
        public void prompt(AgentPrompt prompt) {
            List<String> words = List.of(WORDS.split(spoken(prompt)));
            scheduler.execute(() -> say(words, 0));
        }

        private static String spoken(AgentPrompt prompt) {
            StringBuilder text = new StringBuilder(prompt.text());
            for (AgentFile file : prompt.files()) {
                text.append(text.isEmpty() ? "" : "\n\n")
                        .append(file.name() + " (" + file.type() + ", " + file.size() + " bytes)");
            }
            return text.toString();
        }

        private void say(List<String> words, int index) {
            if (stopped) {
                return;
            }
            sink.accept(new AgentEvent.TextDelta(words.get(index)));
            if (index + 1 == words.size()) {
                sink.accept(new AgentEvent.UsageReport(new Usage(words.size(), words.size())));
                sink.accept(new AgentEvent.TurnEnded());
            } else {
                var unused = scheduler.schedule(() -> say(words, index + 1), delay.toNanos(), TimeUnit.NANOSECONDS);
            }
        }

        @Override
        public void cancel() {
            stopped = true;
        }

        @Override
        public void close() {
            stopped = true;
        }
    }
}
