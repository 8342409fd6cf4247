package dev.chatagent.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of a person's chats, last changed first.
 *
 * @param next pass it to get the page after this one; null at the end
 */
public record SessionPage(List<ChatSession> items, ChatRepository.@Nullable ListPosition next) {
    public SessionPage {
        items = List.copyOf(items);
    }
}
