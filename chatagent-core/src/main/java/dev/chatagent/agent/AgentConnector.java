package dev.chatagent.agent;

/**
 * SPI: a kind of agent that people can talk to. Called by the run engine on its worker threads, concurrently for different
 * chats. Closed by the runtime.
 */
public interface AgentConnector extends AutoCloseable {

    /**
     * Opens a session for one run. May block for a short time, e.g. to start a process.
     *
     * @param sink takes the session's events, see {@link AgentSink}
     * @throws dev.chatagent.error.ChatAgentException AGENT_UNAVAILABLE with a message for the person in the chat
     */
    AgentSession open(AgentSpec spec, AgentSink sink);

    @Override
    default void close() {}
}
