package dev.chatagent.jdbc;

import dev.chatagent.chat.MessageSearch;
import dev.chatagent.chat.Part;
import dev.chatagent.chat.SearchText;
import dev.chatagent.chat.SearchWords;
import dev.chatagent.id.ChatId;
import dev.chatagent.id.UserId;
import dev.chatagent.wire.PartsJson;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Search by an inverted index (GIN) over the words that {@link SearchText} finds, so that every kind of database finds the same.
 * Each word is kept behind the first digits of its owner's id: what others have written costs a search nothing.
 */
final class PostgresMessageSearch implements MessageSearch {
    /** A tsvector takes less than a megabyte; what comes after so many different words is not found. */
    private static final int MAX_CHARS = 300_000;

    /** Longer than what can be searched for. */
    private static final int MAX_WORD = 200;

    private static final int PIECE = 500;

    /** So many messages are in memory at once with all their text. */
    private static final int FETCHED = 20;

    private static final String HIT =
            "SELECT m.place, m.parent, m.role, m.status, m.parts, m.created_at, m.run_id, m.error, s.id, s.title ";

    private static final String FROM = "FROM chat_message m JOIN chat_session s ON s.no = m.place >> 32 ";

    private static final String WHERE = """
            WHERE m.words @@ ?::tsquery AND s.owner = ?
              AND (m.created_at, s.id, m.place) < (?, ?, COALESCE((SELECT no FROM chat_session WHERE id = ?), 0) * 4294967296 + ?)
            ORDER BY m.created_at DESC, s.id DESC, m.place DESC
            LIMIT ?""";

    private static final String SEARCH = HIT + FROM + WHERE;

    /**
     * Row-level security looks at a row's owner ahead of its words, so the index of words is of no use to it: instead of all
     * messages that there are, this reads those of the owner's chats.
     */
    private static final String SEARCH_BEHIND_WALL = HIT + """
            FROM chat_session s CROSS JOIN LATERAL (
                SELECT * FROM chat_message WHERE place > s.no * 4294967296 AND place < (s.no + 1) * 4294967296 OFFSET 0) m
            """ + WHERE;

    private final Handle handle;

    PostgresMessageSearch(Handle handle) {
        this.handle = handle;
    }

    /** What is indexed of a message, joined by spaces. */
    static String words(UserId owner, List<Part> parts) {
        String prefix = prefix(owner);
        Set<String> words = new LinkedHashSet<>();
        int chars = 0;
        for (Part part : parts) {
            if (part instanceof Part.Text piece) {
                for (String word : SearchText.index(piece.text()).split(" ", -1)) {
                    if (!word.isEmpty() && chars < MAX_CHARS && words.add(cut(word))) {
                        chars += prefix.length() + word.length();
                    }
                }
            }
        }
        return words.stream().map(prefix::concat).collect(Collectors.joining(" "));
    }

    private static String cut(String word) {
        return word.length() <= MAX_WORD ? word : word.substring(0, word.offsetByCodePoints(0, MAX_WORD / 2));
    }

    private static String prefix(UserId owner) {
        return owner.toString().substring(0, 8);
    }

    @Override
    public List<Hit> search(UserId owner, SearchWords words, Optional<Position> after, int limit) {
        // Words are letters and digits, whatever was typed: nothing in them can end the quotes.
        String query = words.words().stream()
                .map(word -> "'" + prefix(owner) + word + "':*")
                .collect(Collectors.joining(" & "));
        Instant time = after.map(Position::createdAt).orElse(Instant.ofEpochSecond(100_000_000_000L));
        UUID chat = after.map(position -> position.id().chat().value()).orElse(new UUID(-1L, -1L));
        int seq = after.map(position -> position.id().seq()).orElse(Integer.MAX_VALUE);
        return Plain.fetched(
                handle,
                FETCHED,
                Wall.of(handle) == null ? SEARCH : SEARCH_BEHIND_WALL,
                row -> hit(row, words),
                query,
                owner.value(),
                Columns.micros(time),
                chat,
                chat,
                seq,
                limit);
    }

    private static Hit hit(ResultSet row, SearchWords words) throws SQLException {
        return Hit.of(row.getString(10), MessageRows.read(row, new ChatId(row.getObject(9, UUID.class))), words);
    }

    private record Bare(long place, UUID owner, String parts) {}

    /** Indexes messages that came in without their words, as a restored backup brings them. */
    static void catchUp(Jdbi jdbi) {
        while (jdbi.inTransaction(PostgresMessageSearch::indexPiece) == PIECE) {
            Thread.onSpinWait();
        }
    }

    private static int indexPiece(Handle handle) {
        Wall.around(handle).open(Wall.SYSTEM);
        List<Bare> bare = Plain.list(
                handle, """
                SELECT m.place, s.owner, m.parts FROM chat_message m JOIN chat_session s ON s.no = m.place >> 32
                WHERE m.words IS NULL LIMIT ?
                FOR UPDATE OF m SKIP LOCKED""", row -> new Bare(row.getLong(1), row.getObject(2, UUID.class), row.getString(3)), PIECE);
        for (Bare message : bare) {
            Plain.update(
                    handle,
                    "UPDATE chat_message SET words = array_to_tsvector(string_to_array(?, ' ')) WHERE place = ?",
                    words(new UserId(message.owner()), PartsJson.read(message.parts())),
                    message.place());
        }
        return bare.size();
    }
}
