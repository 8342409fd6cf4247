package dev.chatagent.storage.memory;

import dev.chatagent.error.ChatAgentException;
import dev.chatagent.file.FileRepository;
import dev.chatagent.file.StoredFile;
import dev.chatagent.id.ChatId;
import dev.chatagent.id.FileId;
import dev.chatagent.id.MessageId;
import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

final class InMemoryFiles implements FileRepository {
    private static final Comparator<StoredFile> NEWEST_FIRST = Comparator.comparing(StoredFile::createdAt)
            .thenComparing(file -> file.id().toString())
            .reversed();

    private final InMemoryChats chats;
    private final Table<UUID, Row> rows;
    private final Table<Key, byte[]> pieces;

    private record Row(
            UserId owner, StoredFile file, @Nullable String key, boolean complete) {}

    private record Key(UUID file, int index) implements Comparable<Key> {
        private static final Comparator<Key> ORDER =
                Comparator.comparing(Key::file).thenComparing(Key::index);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    InMemoryFiles(Table.Undo undo, InMemoryChats chats) {
        this.chats = chats;
        this.rows = new Table<>(undo);
        this.pieces = new Table<>(undo);
    }

    @Override
    public boolean hasChat(UserId owner, ChatId chat) {
        return chats.find(owner, chat).isPresent();
    }

    @Override
    public void insert(UserId owner, TenantId tenant, StoredFile file, @Nullable String key) {
        if (!hasChat(owner, file.chat())) {
            throw ChatAgentException.notFound();
        }
        rows.put(file.id().value(), new Row(owner, file, key, false));
    }

    private Optional<Row> row(UserId owner, FileId id) {
        return rows.get(id.value()).filter(row -> row.owner().equals(owner));
    }

    private Stream<Row> of(UserId owner) {
        return rows.values().filter(row -> row.owner().equals(owner));
    }

    @Override
    public void append(UserId owner, FileId id, int index, byte[] piece) {
        if (row(owner, id).filter(row -> !row.complete()).isEmpty()) {
            throw ChatAgentException.notFound();
        }
        pieces.put(new Key(id.value(), index), piece.clone());
    }

    @Override
    public boolean complete(UserId owner, FileId id) {
        Optional<Row> row = row(owner, id);
        row.ifPresent(found -> rows.put(id.value(), new Row(owner, found.file(), found.key(), true)));
        return row.isPresent();
    }

    @Override
    public Optional<StoredFile> find(UserId owner, ChatId chat, FileId id) {
        return row(owner, id).filter(Row::complete).map(Row::file).filter(file -> file.chat()
                .equals(chat));
    }

    @Override
    public Optional<Keyed> findByKey(UserId owner, String key) {
        return of(owner)
                .filter(row -> key.equals(row.key()))
                .findFirst()
                .map(row -> new Keyed(row.file(), row.complete()));
    }

    @Override
    public List<StoredFile> list(UserId owner, ChatId chat, Optional<ListPosition> after, int limit) {
        return of(owner)
                .filter(Row::complete)
                .map(Row::file)
                .filter(file -> file.chat().equals(chat) && (after.isEmpty() || isAfter(file, after.get())))
                .sorted(NEWEST_FIRST)
                .limit(limit)
                .toList();
    }

    private static boolean isAfter(StoredFile file, ListPosition position) {
        int byTime = file.createdAt().compareTo(position.createdAt());
        return byTime < 0
                || (byTime == 0 && file.id().toString().compareTo(position.id().toString()) < 0);
    }

    @Override
    public Optional<byte[]> piece(UserId owner, FileId id, int index) {
        return row(owner, id)
                .filter(Row::complete)
                .flatMap(row -> pieces.get(new Key(id.value(), index)))
                .map(byte[]::clone);
    }

    @Override
    public void attach(UserId owner, FileId id, MessageId message) {
        row(owner, id).filter(row -> row.file().message() == null).ifPresent(row -> {
            StoredFile f = row.file();
            StoredFile attached =
                    new StoredFile(f.id(), f.chat(), f.name(), f.type(), f.size(), f.sha256(), message, f.createdAt());
            rows.put(id.value(), new Row(owner, attached, row.key(), row.complete()));
        });
    }

    @Override
    public boolean delete(UserId owner, ChatId chat, FileId id) {
        boolean there =
                row(owner, id).filter(row -> row.file().chat().equals(chat)).isPresent();
        return there && remove(id.value());
    }

    private boolean remove(UUID id) {
        pieces.removeIf((key, piece) -> key.file().equals(id));
        return rows.remove(id);
    }

    void deleteAll(ChatId chat) {
        rows.values()
                .filter(row -> row.file().chat().equals(chat))
                .map(row -> row.file().id().value())
                .toList()
                .forEach(this::remove);
    }

    @Override
    public Taken taken(UserId owner, ChatId chat) {
        return new Taken(of(owner).mapToLong(row -> row.file().size()).sum(), (int)
                of(owner).filter(row -> row.file().chat().equals(chat)).count());
    }

    @Override
    public int prune(Instant incompleteBefore, Instant unusedBefore, int limit) {
        List<UUID> old = rows.values()
                .filter(row -> row.file().message() == null)
                .filter(row -> row.file().createdAt().isBefore(row.complete() ? unusedBefore : incompleteBefore))
                .limit(limit)
                .map(row -> row.file().id().value())
                .toList();
        old.forEach(this::remove);
        return old.size();
    }
}
