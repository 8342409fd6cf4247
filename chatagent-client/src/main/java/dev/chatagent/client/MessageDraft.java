package dev.chatagent.client;

import java.util.Optional;
import java.util.UUID;

/**
 * A message to be sent.
 *
 * @param session id of the chat
 * @param text what it says
 * @param parent id of the message that it follows; empty: the last one
 * @param key the same key sends once, however often it is tried
 */
public record MessageDraft(String session, String text, Optional<String> parent, String key) {

    /** With a key of its own. */
    public static MessageDraft of(String session, String text) {
        return new MessageDraft(
                session, text, Optional.empty(), UUID.randomUUID().toString());
    }

    /** The same after another message. */
    public MessageDraft after(String message) {
        return new MessageDraft(session, text, Optional.of(message), key);
    }

    /** The same with a key that the caller keeps, to try again after its own end. */
    public MessageDraft withKey(String idempotencyKey) {
        return new MessageDraft(session, text, parent, idempotencyKey);
    }
}
