package dev.chatagent.client;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A message to be sent.
 *
 * @param session id of the chat
 * @param parts text, files or both, in their order
 * @param parent id of the message that it follows; empty: the last one
 * @param key the same key sends once, however often it is tried
 */
public record MessageDraft(String session, List<MessagePart> parts, Optional<String> parent, String key) {
    public MessageDraft {
        parts = List.copyOf(parts);
    }

    /** A text, with a key of its own. */
    public static MessageDraft of(String session, String text) {
        return of(session, List.of(new MessagePart.Text(text)));
    }

    /** With a key of its own. */
    public static MessageDraft of(String session, List<MessagePart> parts) {
        return new MessageDraft(
                session, parts, Optional.empty(), UUID.randomUUID().toString());
    }

    /** The same after another message. */
    public MessageDraft after(String message) {
        return new MessageDraft(session, parts, Optional.of(message), key);
    }

    /** The same with a key that the caller keeps, to try again after its own end. */
    public MessageDraft withKey(String idempotencyKey) {
        return new MessageDraft(session, parts, parent, idempotencyKey);
    }
}
