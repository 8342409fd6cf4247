package dev.chatagent.chat;

import dev.chatagent.id.NodeId;
import dev.chatagent.id.UserId;
import org.jspecify.annotations.Nullable;

/**
 * A run as it is stored.
 *
 * @param node the process that carries it on
 * @param prompt place of the message that it answers
 * @param eventsAfter place in the chat's stream before its first event: its deltas come after it
 * @param idempotencyKey the caller's key for the send that began it
 */
public record RunRecord(
        UserId owner,
        Run run,
        NodeId node,
        int prompt,
        long eventsAfter,
        @Nullable String idempotencyKey) {}
