package dev.chatagent.chat;

import dev.chatagent.id.ChatId;
import dev.chatagent.id.MessageId;
import java.time.Instant;

/**
 * A message that a search has found.
 *
 * @param snippet the text around the first word that was looked for, on one line, at most 200 characters
 */
public record FoundMessage(
        ChatId session, String title, MessageId id, int seq, MessageRole role, Instant createdAt, String snippet) {}
