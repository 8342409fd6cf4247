package dev.chatagent.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of a chat's history, ascending.
 *
 * @param before pass it to get the page before this one; null at the beginning of the chat
 * @param seq place in the chat's stream that the page reflects: subscribe from here to miss and double nothing
 * @param activeRun the run in progress
 */
public record MessagePage(
        List<Message> items,
        @Nullable Integer before,
        long seq,
        @Nullable Run activeRun) {
    public MessagePage {
        items = List.copyOf(items);
    }
}
