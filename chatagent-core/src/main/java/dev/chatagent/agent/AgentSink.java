package dev.chatagent.agent;

/**
 * Takes an agent's events. Thread-safe in the sense that calls of one session happen one after another, on any thread. May
 * block to slow down an agent that writes faster than can be stored. Never throws; events after the terminal one are dropped.
 */
@FunctionalInterface
public interface AgentSink {
    void accept(AgentEvent event);
}
