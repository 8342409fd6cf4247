package dev.chatagent.jdbc;

import dev.chatagent.event.Event;
import dev.chatagent.event.EventDraft;
import dev.chatagent.event.StreamId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jdbi.v3.core.Handle;

/** Events in PostgreSQL: each costs one way to the server and back. */
final class PostgresEvents extends JdbcEvents {
    private static final String APPEND = """
            WITH stream AS (
                INSERT INTO event_stream AS s (name, last_seq) VALUES (?, 1)
                ON CONFLICT (name) DO UPDATE SET last_seq = s.last_seq + 1
                RETURNING no, last_seq
            ), event AS (
                INSERT INTO event (place, type, happened_at, json)
                SELECT no * 4294967296 + last_seq, ?, ?, ? FROM stream
            )
            SELECT last_seq FROM stream""";

    /** As with {@link PostgresChats}: sizes are known without the texts, and only texts that there is room for are sent. */
    private static final String PAGE = """
            SELECT place, type, happened_at, json FROM (
                SELECT *, sum(octet_length(json)) OVER (ORDER BY place) AS total FROM (
                    SELECT * FROM event WHERE place > ? AND place < ? ORDER BY place LIMIT ?) next) page
            WHERE total <= ? OR total = octet_length(json) ORDER BY place""";

    private static final String LAST_SEQS = "SELECT name, last_seq FROM event_stream WHERE name = ANY(?)";

    PostgresEvents(Handle handle) {
        super(handle);
    }

    @Override
    public List<Event> append(List<EventDraft> drafts) {
        List<Event> appended = new ArrayList<>(drafts.size());
        for (EventDraft draft : drafts) {
            long seq = Plain.first(
                            handle,
                            APPEND,
                            row -> row.getLong(1),
                            name(draft.stream()),
                            draft.type(),
                            Columns.micros(draft.time()),
                            draft.json())
                    .orElseThrow();
            appended.add(new Event(draft.stream(), seq, draft.type(), draft.time(), draft.json()));
        }
        return appended;
    }

    @Override
    List<Event> page(Room<Event> room, long after, long before, int limit, long maxBytes) {
        return Plain.until(handle, PAGE, room, after, before, limit, maxBytes);
    }

    @Override
    public Map<StreamId, Long> lastSeqs(Collection<StreamId> streams) {
        Map<String, StreamId> names = new HashMap<>();
        streams.forEach(stream -> names.put(name(stream), stream));
        Map<StreamId, Long> found = new HashMap<>();
        streams.forEach(stream -> found.put(stream, 0L));
        handle.createQuery(LAST_SEQS)
                .bind(0, names.keySet().toArray(String[]::new))
                .map((row, context) -> Map.entry(Columns.text(row, "name"), row.getLong("last_seq")))
                .forEach(row -> found.put(Objects.requireNonNull(names.get(row.getKey())), row.getValue()));
        return found;
    }
}
