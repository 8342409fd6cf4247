package dev.chatagent.agent;

import java.util.List;

/**
 * What the agent is asked.
 *
 * @param history what was said before, oldest first
 * @param text what is asked now
 */
public record AgentPrompt(List<Turn> history, String text) {
    public AgentPrompt {
        history = List.copyOf(history);
    }

    /** Something that was said. */
    public record Turn(Speaker speaker, String text) {}

    /** Who said it. */
    public enum Speaker {
        PERSON,
        AGENT
    }
}
