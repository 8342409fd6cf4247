package dev.chatagent.chat;

import dev.chatagent.id.ChatId;
import java.time.Instant;

/**
 * A chat of one person with an agent.
 *
 * @param title empty until its first message names it
 * @param agent name of the agent that answers
 */
public record ChatSession(
        ChatId id, String title, String agent, Instant createdAt, Instant updatedAt, int messageCount) {

    ChatSession withTitle(String newTitle) {
        return new ChatSession(id, newTitle, agent, createdAt, updatedAt, messageCount);
    }
}
