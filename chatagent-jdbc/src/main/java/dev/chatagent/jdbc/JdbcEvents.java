package dev.chatagent.jdbc;

import dev.chatagent.event.Event;
import dev.chatagent.event.EventDraft;
import dev.chatagent.event.EventPage;
import dev.chatagent.event.EventRepository;
import dev.chatagent.event.StreamId;
import dev.chatagent.id.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;

/** Events under one key: the stream's number in the upper half, the place in the lower; a stream has 2^32 places. */
class JdbcEvents implements EventRepository {
    private static final String PAGE =
            "SELECT place, type, happened_at, json FROM event WHERE place > ? AND place < ? ORDER BY place LIMIT ?";

    final Handle handle;

    JdbcEvents(Handle handle) {
        this.handle = handle;
    }

    private record Stream(long no, long lastSeq, long forkedAt) {
        long key(long seq) {
            return no * Columns.PLACES + seq;
        }
    }

    private Optional<Stream> find(StreamId stream) {
        return Plain.first(
                handle,
                "SELECT no, last_seq, forked_at FROM event_stream WHERE name = ?",
                row -> new Stream(row.getLong(1), row.getLong(2), row.getLong(3)),
                name(stream));
    }

    static String name(StreamId stream) {
        return stream.kind() + ":" + stream.id();
    }

    private Stream create(StreamId stream) {
        handle.createUpdate("INSERT INTO event_stream (name, last_seq) VALUES (:name, 0)")
                .bind("name", name(stream))
                .execute();
        return find(stream).orElseThrow();
    }

    @Override
    public List<Event> append(List<EventDraft> drafts) {
        List<Event> appended = new ArrayList<>(drafts.size());
        for (EventDraft draft : drafts) {
            Stream stream = find(draft.stream()).orElseGet(() -> create(draft.stream()));
            long seq = stream.lastSeq() + 1;
            Plain.update(
                    handle,
                    "INSERT INTO event (place, type, happened_at, json) VALUES (?, ?, ?, ?)",
                    stream.key(seq),
                    draft.type(),
                    Columns.micros(draft.time()),
                    draft.json());
            Plain.update(handle, "UPDATE event_stream SET last_seq = ? WHERE no = ?", seq, stream.no());
            appended.add(new Event(draft.stream(), seq, draft.type(), draft.time(), draft.json()));
        }
        return appended;
    }

    @Override
    public EventPage read(StreamId id, long since, int limit, long maxBytes) {
        return find(id).map(stream -> read(id, stream, since, limit, maxBytes))
                .orElseGet(() -> EventPage.of(List.of(), 0));
    }

    private EventPage read(StreamId id, Stream stream, long since, int limit, long maxBytes) {
        Room<Event> room =
                new Room<>(row -> event(row, id), event -> event.json().length(), maxBytes);
        long after = stream.key(Math.max(0, since));
        return EventPage.of(page(room, after, (stream.no() + 1) * Columns.PLACES, limit, maxBytes), stream.lastSeq());
    }

    /** H2 and SQLite fetch a long text when its row is read. */
    List<Event> page(Room<Event> room, long after, long before, int limit, long maxBytes) {
        return Plain.until(handle, PAGE, room, after, before, limit);
    }

    private static Event event(ResultSet row, StreamId stream) throws SQLException {
        return new Event(
                stream,
                row.getLong("place") % Columns.PLACES,
                Columns.text(row, "type"),
                Columns.time(row, "happened_at"),
                Columns.text(row, "json"));
    }

    @Override
    public long lastSeq(StreamId stream) {
        return find(stream).map(Stream::lastSeq).orElse(0L);
    }

    @Override
    public long firstSeq(StreamId stream) {
        return find(stream).map(found -> firstSeq(stream, found)).orElse(1L);
    }

    private long firstSeq(StreamId id, Stream stream) {
        return read(id, stream, stream.forkedAt(), 1, Long.MAX_VALUE).events().stream()
                .map(Event::seq)
                .findFirst()
                .orElse(stream.lastSeq() + 1);
    }

    @Override
    public int prune(Instant before, int limit) {
        SortedSet<Long> old = new TreeSet<>(handle.createQuery("""
                        SELECT place FROM event WHERE happened_at < :before ORDER BY happened_at, place LIMIT :limit
                        """)
                .bind("before", Columns.micros(before))
                .bind("limit", limit)
                .mapTo(Long.class)
                .list());
        int pruned = 0;
        while (!old.isEmpty()) {
            Stream stream = new Stream(old.first() / Columns.PLACES, 0, 0);
            SortedSet<Long> itsOwn = old.headSet(stream.key(Columns.PLACES));
            pruned += pruneBeginning(stream, itsOwn);
            itsOwn.clear();
        }
        return pruned;
    }

    /** Of the places those that the stream begins with: one that is older than its predecessor would leave a gap. */
    private int pruneBeginning(Stream stream, SortedSet<Long> old) {
        long from = first(stream);
        long to = from;
        for (long place : old) {
            if (place != to) {
                break;
            }
            to++;
        }
        return to == from
                ? 0
                : handle.createUpdate("DELETE FROM event WHERE place >= :from AND place < :to")
                        .bind("from", from)
                        .bind("to", to)
                        .execute();
    }

    /** No place at all once another node has deleted them. */
    private long first(Stream stream) {
        return handle.createQuery("SELECT place FROM event WHERE place > :from AND place < :to ORDER BY place LIMIT 1")
                .bind("from", stream.key(0))
                .bind("to", stream.key(Columns.PLACES))
                .mapTo(Long.class)
                .findOne()
                .orElse(-1L);
    }

    @Override
    public void delete(StreamId id, UserId owner) {
        find(id).ifPresent(stream -> {
            handle.createUpdate("DELETE FROM event WHERE place > :from AND place < :to")
                    .bind("from", stream.key(0))
                    .bind("to", (stream.no() + 1) * Columns.PLACES)
                    .execute();
            handle.createUpdate("DELETE FROM event_stream WHERE no = :no")
                    .bind("no", stream.no())
                    .execute();
        });
    }
}
