package dev.chatagent.chat;

import dev.chatagent.agent.Usage;
import dev.chatagent.id.MessageId;
import dev.chatagent.id.RunId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One answer of an agent to one message. It belongs to no connection: it goes on when everybody has left.
 *
 * @param messageId the message that it writes
 */
public record Run(
        RunId id,
        MessageId messageId,
        RunStatus status,
        Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable Usage usage,
        @Nullable Failure error) {

    Run ended(RunStatus newStatus, Instant at, @Nullable Usage newUsage, @Nullable Failure failure) {
        return new Run(id, messageId, newStatus, startedAt, at, newUsage, failure);
    }
}
