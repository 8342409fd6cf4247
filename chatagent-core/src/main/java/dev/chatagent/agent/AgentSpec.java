package dev.chatagent.agent;

import dev.chatagent.id.ChatId;
import dev.chatagent.id.UserId;

/** For whom and in which chat a session is opened. */
public record AgentSpec(UserId user, ChatId chat) {}
