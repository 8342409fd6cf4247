package dev.chatagent.storage.memory;

import dev.chatagent.chat.MessageSearch;
import dev.chatagent.chat.SearchWords;
import dev.chatagent.id.UserId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Looks at every message of the owner. */
record InMemoryMessageSearch(InMemoryChats chats) implements MessageSearch {
    @Override
    public List<Hit> search(UserId owner, SearchWords words, Optional<Position> after, int limit) {
        return chats.hits(owner)
                .filter(hit -> after.isEmpty() || hit.position().compareTo(after.get()) > 0)
                .filter(hit -> words.matches(hit.message().text()))
                .sorted(Comparator.comparing(Hit::position))
                .limit(limit)
                .map(hit -> Hit.of(hit.chatTitle(), hit.message(), words))
                .toList();
    }
}
