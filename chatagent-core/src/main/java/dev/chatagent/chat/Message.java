package dev.chatagent.chat;

import dev.chatagent.id.MessageId;
import dev.chatagent.id.RunId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message in a chat.
 *
 * @param seq place in the chat: 1, 2, 3 … without a gap
 * @param parent the message it answers or follows, for branches
 * @param run the run that writes or wrote it, for an agent's message
 */
public record Message(
        MessageId id,
        int seq,
        @Nullable MessageId parent,
        MessageRole role,
        List<Part> parts,
        MessageStatus status,
        Instant createdAt,
        @Nullable RunId run,
        @Nullable Failure error) {
    public Message {
        parts = List.copyOf(parts);
    }

    /** All its text. */
    public String text() {
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            if (part instanceof Part.Text piece) {
                text.append(piece.text());
            }
        }
        return text.toString();
    }

    /** How many characters its text has. */
    public int chars() {
        int chars = 0;
        for (Part part : parts) {
            chars += part instanceof Part.Text piece ? piece.text().length() : 0;
        }
        return chars;
    }

    Message with(MessageStatus newStatus, String text, @Nullable Failure failure) {
        return new Message(id, seq, parent, role, List.of(new Part.Text(text)), newStatus, createdAt, run, failure);
    }
}
