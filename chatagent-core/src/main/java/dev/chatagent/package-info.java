/** The facade: {@link dev.chatagent.ChatAgentRuntime} wires accounts, chats, agents, events, limits and storage. */
@NullMarked
package dev.chatagent;

import org.jspecify.annotations.NullMarked;
