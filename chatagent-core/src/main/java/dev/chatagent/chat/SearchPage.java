package dev.chatagent.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of what a search has found, newest first.
 *
 * @param next pass it to get the page after this one; null at the end
 */
public record SearchPage(List<FoundMessage> items, MessageSearch.@Nullable Position next) {
    public SearchPage {
        items = List.copyOf(items);
    }
}
