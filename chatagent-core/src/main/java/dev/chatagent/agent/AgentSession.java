package dev.chatagent.agent;

/** An open session with an agent. Called by one thread at a time, except {@link #cancel()}, which any thread may call. */
public interface AgentSession extends AutoCloseable {

    /** Asks; must not block, but may read the files of the prompt. The answer comes through the sink, and ends with one terminal event. Called once. */
    void prompt(AgentPrompt prompt);

    /**
     * Tells the agent to stop; must not block. The run engine does not wait for a terminal event; what comes later is
     * dropped. Does nothing when the turn has ended.
     */
    void cancel();

    /** Lets go of everything the session holds. Idempotent, called once the turn has ended, however it ended. */
    @Override
    void close();
}
