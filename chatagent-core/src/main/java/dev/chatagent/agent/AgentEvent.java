package dev.chatagent.agent;

import dev.chatagent.error.ErrorCode;

/** Something an agent does during a turn. {@link TurnEnded} and {@link Failed} are terminal. */
public sealed interface AgentEvent {

    /** More of the answer's text. */
    record TextDelta(String text) implements AgentEvent {}

    /** What the turn has cost so far, in tokens; the last one counts. */
    record UsageReport(Usage usage) implements AgentEvent {}

    /** The answer is complete. */
    record TurnEnded() implements AgentEvent {}

    /**
     * The turn failed.
     *
     * @param message for the person in the chat: what happened and what to do; no secrets, no internals
     */
    record Failed(ErrorCode code, String message) implements AgentEvent {}
}
