package dev.chatagent.chat;

import dev.chatagent.auth.Permission;
import dev.chatagent.auth.Principal;
import dev.chatagent.chat.MessageSearch.Hit;
import dev.chatagent.storage.Storage;
import java.util.List;
import java.util.Optional;

/** Search in a person's own messages. Thread-safe. */
public final class ChatSearch {
    private final Storage storage;

    /** Wired by the runtime. */
    public ChatSearch(Storage storage) {
        this.storage = storage;
    }

    /**
     * Messages that have all the words, newest first.
     *
     * @param limit most items, 1 to {@value Chats#MAX_PAGE}
     * @throws dev.chatagent.error.ChatAgentException INVALID_REQUEST for another limit
     */
    public SearchPage search(
            Principal principal, SearchWords words, Optional<MessageSearch.Position> after, int limit) {
        principal.require(Permission.CHAT);
        int size = Chats.pageSize(limit);
        List<Hit> found =
                storage.read(unit -> unit.get(MessageSearch.class).search(principal.user(), words, after, size + 1));
        List<FoundMessage> items =
                found.stream().limit(size).map(hit -> shown(hit, words)).toList();
        return new SearchPage(items, found.size() > size ? found.get(size - 1).position() : null);
    }

    private static FoundMessage shown(Hit hit, SearchWords words) {
        Message message = hit.message();
        return new FoundMessage(
                message.id().chat(),
                hit.chatTitle(),
                message.id(),
                message.seq(),
                message.role(),
                message.createdAt(),
                words.snippet(message.text()));
    }
}
