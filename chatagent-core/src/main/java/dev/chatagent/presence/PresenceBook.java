package dev.chatagent.presence;

import dev.chatagent.id.ConnectionId;
import dev.chatagent.id.UserId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * This node's connections, and which of them have to be stored or removed when. It holds what is open and what is stored, and
 * nothing else, so a database that is down makes it no larger. Times are those of {@link System#nanoTime}. Thread-safe.
 */
final class PresenceBook {
    /** What comes and goes at once is not worth a row, and what comes together is stored together. */
    private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    /** A page that is loaded again has joined before it has left. */
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Map<ConnectionId, Entry> entries = new HashMap<>();
    private final Set<Entry> joins = new LinkedHashSet<>();
    private final Set<Entry> leaves = new LinkedHashSet<>();
    private boolean closed;

    private static final class Entry {
        private final PresenceRecord record;
        /** Ends it. */
        private final Runnable end;

        private long due;
        /** A row may be there. */
        private boolean tried;

        private boolean stored;
        private boolean gone;

        Entry(PresenceRecord record, Runnable end, long due) {
            this.record = record;
            this.end = end;
            this.due = due;
        }
    }

    /** What is stored together. */
    record Batch(List<PresenceRecord> joined, List<PresenceRecord> left) {
        boolean isEmpty() {
            return joined.isEmpty() && left.isEmpty();
        }
    }

    /** @param end ends the connection */
    synchronized void arrive(PresenceRecord record, Runnable end, long now) {
        if (!closed) {
            Entry entry = new Entry(record, end, now + GATHER_NANOS);
            entries.put(record.connection().id(), entry);
            joins.add(entry);
        }
    }

    /** One that was never stored is forgotten. */
    synchronized void leave(ConnectionId id, long now) {
        Entry entry = entries.get(id);
        if (entry != null && !entry.gone) {
            leave(entry, now + GRACE_NANOS);
        }
    }

    private void leave(Entry entry, long due) {
        joins.remove(entry);
        entry.gone = true;
        entry.due = due;
        if (entry.tried) {
            leaves.add(entry);
        } else {
            entries.remove(entry.record.connection().id());
        }
    }

    /** From here on all are gone, and at once. */
    synchronized void close(long now) {
        closed = true;
        List<Entry> all = List.copyOf(entries.values());
        leaves.clear();
        all.forEach(entry -> leave(entry, now));
    }

    synchronized boolean isEmpty() {
        return entries.isEmpty();
    }

    /** How many rows this node has. */
    synchronized int rows() {
        return (int) entries.values().stream().filter(entry -> entry.stored).count();
    }

    /** At most so many of what is due, to be given back by {@link #stored} or {@link #failed}. */
    synchronized Batch take(long now, int max) {
        List<PresenceRecord> joined = take(joins, now, max);
        return new Batch(joined, take(leaves, now, max - joined.size()));
    }

    private static List<PresenceRecord> take(Set<Entry> waiting, long now, int max) {
        List<Entry> due = waiting.stream()
                .takeWhile(entry -> entry.due - now <= 0)
                .limit(max)
                .toList();
        due.forEach(waiting::remove);
        due.forEach(entry -> entry.tried = true);
        return due.stream().map(entry -> entry.record).toList();
    }

    synchronized void stored(Batch batch) {
        entriesOf(batch.joined()).forEach(entry -> entry.stored = true);
        batch.left().forEach(record -> entries.remove(record.connection().id()));
    }

    /** Nobody knows what was stored: all of it is done again, which does no harm. */
    synchronized void failed(Batch batch) {
        entriesOf(batch.joined()).stream().filter(entry -> !entry.gone).forEach(joins::add);
        leaves.addAll(entriesOf(batch.left()));
    }

    private List<Entry> entriesOf(List<PresenceRecord> records) {
        List<Entry> found = new ArrayList<>();
        for (PresenceRecord record : records) {
            Entry entry = entries.get(record.connection().id());
            if (entry != null) {
                found.add(entry);
            }
        }
        return found;
    }

    /** Makes good what differs from the rows there are: those of a node that others took for dead are gone. */
    synchronized void compare(List<PresenceRecord> rows, long now) {
        Map<ConnectionId, PresenceRecord> strange = new HashMap<>();
        rows.forEach(row -> strange.put(row.connection().id(), row));
        for (Entry entry : entries.values()) {
            boolean there = strange.remove(entry.record.connection().id()) != null;
            if (!there && entry.stored && !entry.gone) {
                joins.add(entry);
            }
            entry.stored = there;
        }
        strange.forEach((id, row) -> {
            Entry entry = new Entry(row, () -> {}, now);
            entry.tried = true;
            entry.stored = true;
            entries.put(id, entry);
            leave(entry, now);
        });
    }

    /** Those of the connections whose person has others on this node, too. */
    synchronized List<PresenceRecord> notAlone(List<PresenceRecord> records) {
        Map<UserId, Long> open = entries.values().stream()
                .filter(entry -> !entry.gone)
                .collect(Collectors.groupingBy(entry -> entry.record.user(), Collectors.counting()));
        return records.stream()
                .filter(record -> open.getOrDefault(record.user(), 0L) > 1)
                .toList();
    }

    /** Ends those of the connections that are of this node and still open. */
    void end(List<ConnectionId> ids) {
        List<Runnable> ends;
        synchronized (this) {
            ends = ids.stream()
                    .map(entries::get)
                    .filter(entry -> entry != null && !entry.gone)
                    .map(entry -> entry.end)
                    .toList();
        }
        ends.forEach(Runnable::run);
    }

    /** How long nothing is due; at most so long. */
    synchronized long nanosToNext(long now, long most) {
        long next = most;
        for (Set<Entry> waiting : List.of(joins, leaves)) {
            if (!waiting.isEmpty()) {
                next = Math.min(next, waiting.iterator().next().due - now);
            }
        }
        return Math.max(0, next);
    }
}
