package dev.chatagent.storage.memory;

import dev.chatagent.chat.ChatRepository;
import dev.chatagent.chat.ChatSession;
import dev.chatagent.chat.Message;
import dev.chatagent.chat.MessageSearch;
import dev.chatagent.chat.NewMessage;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.id.ChatId;
import dev.chatagent.id.MessageId;
import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

final class InMemoryChats implements ChatRepository {
    private static final Comparator<ChatSession> LAST_CHANGED_FIRST = Comparator.comparing(ChatSession::updatedAt)
            .thenComparing(session -> session.id().toString())
            .reversed();

    private final Table<UUID, Owned> sessions;
    private final Table<Key, Message> messages;
    private final InMemoryRuns runs;
    private final InMemoryFiles files;

    private record Owned(UserId owner, ChatSession session) {}

    private record Key(UUID chat, int seq) implements Comparable<Key> {
        private static final Comparator<Key> ORDER =
                Comparator.comparing(Key::chat).thenComparing(Key::seq);

        static Key of(MessageId id) {
            return new Key(id.chat().value(), id.seq());
        }

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    InMemoryChats(Table.Undo undo) {
        this.sessions = new Table<>(undo);
        this.messages = new Table<>(undo);
        this.runs = new InMemoryRuns(undo);
        this.files = new InMemoryFiles(undo, this);
    }

    InMemoryRuns runs() {
        return runs;
    }

    InMemoryFiles files() {
        return files;
    }

    @Override
    public void insert(UserId owner, TenantId tenant, ChatSession session) {
        sessions.put(session.id().value(), new Owned(owner, session));
    }

    @Override
    public Optional<ChatSession> find(UserId owner, ChatId id) {
        return sessions.get(id.value())
                .filter(owned -> owned.owner().equals(owner))
                .map(Owned::session);
    }

    @Override
    public List<ChatSession> list(UserId owner, Optional<ListPosition> after, int limit) {
        return sessions.values()
                .filter(owned -> owned.owner().equals(owner))
                .map(Owned::session)
                .filter(session -> after.isEmpty() || isAfter(session, after.get()))
                .sorted(LAST_CHANGED_FIRST)
                .limit(limit)
                .toList();
    }

    private static boolean isAfter(ChatSession session, ListPosition position) {
        int byTime = session.updatedAt().compareTo(position.updatedAt());
        return byTime < 0
                || (byTime == 0
                        && session.id().toString().compareTo(position.id().toString()) < 0);
    }

    /** Every message of the owner, in no order. */
    Stream<MessageSearch.Hit> hits(UserId owner) {
        return sessions.values()
                .filter(owned -> owned.owner().equals(owner))
                .map(Owned::session)
                .flatMap(session -> messages(owner, session.id(), Integer.MAX_VALUE, Integer.MAX_VALUE).stream()
                        .map(message -> new MessageSearch.Hit(session.title(), message)));
    }

    @Override
    public boolean updateTitle(UserId owner, ChatId id, String title, Instant at) {
        Optional<ChatSession> found = find(owner, id);
        found.ifPresent(s -> sessions.put(
                id.value(),
                new Owned(owner, new ChatSession(id, title, s.agent(), s.createdAt(), at, s.messageCount()))));
        return found.isPresent();
    }

    @Override
    public boolean delete(UserId owner, ChatId id) {
        if (find(owner, id).isEmpty()) {
            return false;
        }
        sessions.remove(id.value());
        messages.removeIf((key, message) -> key.chat().equals(id.value()));
        runs.deleteAll(id);
        files.deleteAll(id);
        return true;
    }

    @Override
    public List<ChatRepository.Owned> changedBefore(Instant time, int limit) {
        return sessions.values()
                .filter(each -> each.session().updatedAt().isBefore(time))
                .sorted(Comparator.comparing(each -> each.session().updatedAt()))
                .limit(limit)
                .map(each ->
                        new ChatRepository.Owned(each.owner(), each.session().id()))
                .toList();
    }

    @Override
    public Message append(UserId owner, ChatId chat, NewMessage draft) {
        ChatSession s = find(owner, chat).orElseThrow(ChatAgentException::notFound);
        int seq = s.messageCount() + 1;
        Message message = draft.at(chat, seq);
        messages.put(Key.of(message.id()), message);
        sessions.put(
                chat.value(),
                new Owned(owner, new ChatSession(chat, s.title(), s.agent(), s.createdAt(), draft.createdAt(), seq)));
        return message;
    }

    @Override
    public boolean update(UserId owner, Message message) {
        boolean there = message(owner, message.id()).isPresent();
        if (there) {
            messages.put(Key.of(message.id()), message);
        }
        return there;
    }

    @Override
    public Optional<Message> message(UserId owner, MessageId id) {
        return find(owner, id.chat()).flatMap(session -> messages.get(Key.of(id)));
    }

    @Override
    public List<Message> messages(UserId owner, ChatId chat, int beforeSeq, int limit, long maxBytes) {
        if (find(owner, chat).isEmpty()) {
            return List.of();
        }
        Stream<Message> newest = messages.rangeDescending(new Key(chat.value(), 0), new Key(chat.value(), beforeSeq))
                .limit(limit);
        List<Message> page = Table.fitting(newest, Message::chars, maxBytes);
        Collections.reverse(page);
        return page;
    }
}
