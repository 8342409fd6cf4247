package dev.chatagent.agent;

import java.util.List;

/**
 * What the agent is asked.
 *
 * @param history what was said before, oldest first
 * @param text what is asked now; may be empty when there are files
 * @param files what came with it
 */
public record AgentPrompt(List<Turn> history, String text, List<AgentFile> files) {
    public AgentPrompt {
        history = List.copyOf(history);
        files = List.copyOf(files);
    }

    /** Without files. */
    public AgentPrompt(List<Turn> history, String text) {
        this(history, text, List.of());
    }

    /** Something that was said. */
    public record Turn(Speaker speaker, String text) {}

    /** Who said it. */
    public enum Speaker {
        PERSON,
        AGENT
    }
}
