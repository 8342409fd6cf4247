package dev.chatagent.event;

import dev.chatagent.auth.Principal;

/** Decides whether a caller may read a stream. */
@FunctionalInterface
public interface StreamAccess {

    /** @throws dev.chatagent.error.ChatAgentException NOT_FOUND when the stream is not the caller's */
    void check(Principal principal, StreamId stream);
}
