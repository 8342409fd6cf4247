package dev.chatagent.jdbc;

import dev.chatagent.chat.Message;
import dev.chatagent.chat.MessageSearch;
import dev.chatagent.chat.SearchWords;
import dev.chatagent.id.ChatId;
import dev.chatagent.id.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jdbi.v3.core.Handle;

/**
 * Search that reads the owner's messages, the chats that changed last first. No message is younger than its chat's last change,
 * so it ends as soon as the page is full of messages that are younger than all the other chats. There is no index to keep,
 * which would make every append several times as dear.
 */
final class JdbcMessageSearch implements MessageSearch {
    private static final int PIECE = 1_000;

    private final Handle handle;

    JdbcMessageSearch(Handle handle) {
        this.handle = handle;
    }

    private record Chat(long no, ChatId id, String title, Instant updatedAt) {}

    @Override
    public List<Hit> search(UserId owner, SearchWords words, Optional<Position> after, int limit) {
        PriorityQueue<Hit> best =
                new PriorityQueue<>(Comparator.comparing(Hit::position).reversed());
        for (Chat chat : chats(owner)) {
            if (best.size() == limit
                    && chat.updatedAt().isBefore(best.element().message().createdAt())) {
                break;
            }
            searchIn(chat, words, after, limit, best);
        }
        List<Hit> found = new ArrayList<>(best);
        found.sort(Comparator.comparing(Hit::position));
        return found;
    }

    private List<Chat> chats(UserId owner) {
        return Plain.list(
                handle,
                "SELECT no, id, title, updated_at FROM chat_session WHERE owner = ?"
                        + " ORDER BY owner, updated_at DESC, id DESC",
                row -> new Chat(
                        row.getLong("no"),
                        new ChatId(Columns.uuid(row, "id")),
                        Columns.text(row, "title"),
                        Columns.time(row, "updated_at")),
                owner.value());
    }

    private void searchIn(Chat chat, SearchWords words, Optional<Position> after, int limit, PriorityQueue<Hit> best) {
        long end = (chat.no() + 1) * Columns.PLACES;
        while (true) {
            Piece piece = new Piece(chat, words);
            List<Optional<Hit>> rows = Plain.list(
                    handle,
                    "SELECT " + MessageRows.COLUMNS
                            + " FROM chat_message WHERE place >= ? AND place < ? ORDER BY place DESC LIMIT ?",
                    piece::read,
                    chat.no() * Columns.PLACES,
                    end,
                    PIECE);
            rows.stream()
                    .flatMap(Optional::stream)
                    .filter(hit -> after.isEmpty() || hit.position().compareTo(after.get()) > 0)
                    .forEach(hit -> keep(best, hit, limit));
            if (rows.size() < PIECE) {
                return;
            }
            end = piece.last;
        }
    }

    private static void keep(PriorityQueue<Hit> best, Hit hit, int limit) {
        best.add(hit);
        if (best.size() > limit) {
            best.remove();
        }
    }

    /** Rows that are read as messages only when they may be what is looked for. */
    private static final class Piece {
        private final Chat chat;
        private final SearchWords words;
        private long last;

        Piece(Chat chat, SearchWords words) {
            this.chat = chat;
            this.words = words;
        }

        Optional<Hit> read(ResultSet row) throws SQLException {
            last = row.getLong(1);
            if (!words.mayMatch(row.getString(5))) {
                return Optional.empty();
            }
            Message message = MessageRows.read(row, chat.id());
            return words.matches(message.text()) ? Optional.of(Hit.of(chat.title(), message, words)) : Optional.empty();
        }
    }
}
