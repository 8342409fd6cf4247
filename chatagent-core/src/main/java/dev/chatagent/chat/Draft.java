package dev.chatagent.chat;

import dev.chatagent.error.ChatAgentException;
import dev.chatagent.id.MessageId;
import java.util.Optional;

/**
 * What somebody wants to send.
 *
 * @param idempotencyKey the same key again answers what the first send answered, and sends nothing
 */
public record Draft(String text, Optional<MessageId> parent, Optional<String> idempotencyKey) {
    private static final int MAX_CHARS = 200_000;
    private static final int MAX_KEY = 255;

    public Draft {
        if (text.isBlank()) {
            throw ChatAgentException.invalid("text", "required", "Write something first.");
        }
        if (text.length() > MAX_CHARS) {
            throw ChatAgentException.invalid("text", "too_long", "A message has at most " + MAX_CHARS + " characters.");
        }
        if (idempotencyKey.isPresent() && !idempotencyKey.get().matches("[\\x21-\\x7e]{1," + MAX_KEY + "}")) {
            throw ChatAgentException.invalid(
                    "Idempotency-Key", "invalid", "The key has 1 to " + MAX_KEY + " visible ASCII characters.");
        }
    }
}
