package dev.chatagent.storage.memory;

import dev.chatagent.event.Event;
import dev.chatagent.event.EventDraft;
import dev.chatagent.event.EventPage;
import dev.chatagent.event.EventRepository;
import dev.chatagent.event.StreamId;
import dev.chatagent.id.UserId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

final class InMemoryEvents implements EventRepository {
    private final Table<String, Long> lastSeqs;
    private final Table<Key, Event> events;

    private record Key(String stream, long seq) implements Comparable<Key> {
        private static final Comparator<Key> ORDER =
                Comparator.comparing(Key::stream).thenComparing(Key::seq);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    InMemoryEvents(Table.Undo undo) {
        this.lastSeqs = new Table<>(undo);
        this.events = new Table<>(undo);
    }

    private static String name(StreamId stream) {
        return stream.kind() + ":" + stream.id();
    }

    @Override
    public List<Event> append(List<EventDraft> drafts) {
        List<Event> appended = new ArrayList<>();
        for (EventDraft draft : drafts) {
            String name = name(draft.stream());
            long seq = lastSeq(draft.stream()) + 1;
            Event event = new Event(draft.stream(), seq, draft.type(), draft.time(), draft.json());
            lastSeqs.put(name, seq);
            events.put(new Key(name, seq), event);
            appended.add(event);
        }
        return appended;
    }

    @Override
    public EventPage read(StreamId stream, long since, int limit, long maxBytes) {
        String name = name(stream);
        Stream<Event> next = events.range(new Key(name, since + 1), new Key(name, Long.MAX_VALUE))
                .limit(limit);
        return EventPage.of(Table.fitting(next, event -> event.json().length(), maxBytes), lastSeq(stream));
    }

    @Override
    public long lastSeq(StreamId stream) {
        return lastSeqs.get(name(stream)).orElse(0L);
    }

    @Override
    public long firstSeq(StreamId stream) {
        return read(stream, 0, 1).stream().map(Event::seq).findFirst().orElse(lastSeq(stream) + 1);
    }

    @Override
    public int prune(Instant before, int limit) {
        List<Event> old = events.values()
                .filter(event -> event.time().isBefore(before))
                .sorted(Comparator.comparing(Event::time).thenComparing(Event::seq))
                .limit(limit)
                .sorted(Comparator.comparing(Event::seq))
                .toList();
        int pruned = 0;
        for (Event event : old) {
            if (event.seq() == firstSeq(event.stream())) { // one that is older than its predecessor would leave a gap
                events.remove(new Key(name(event.stream()), event.seq()));
                pruned++;
            }
        }
        return pruned;
    }

    @Override
    public void delete(StreamId stream, UserId owner) {
        String name = name(stream);
        List<Event> doomed =
                events.range(new Key(name, 0), new Key(name, Long.MAX_VALUE)).toList();
        doomed.forEach(event -> events.remove(new Key(name, event.seq())));
        lastSeqs.remove(name);
    }
}
