package dev.chatagent.event;

import dev.chatagent.id.UserId;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Repository of the sequenced log. Streams come into being with their first event; whoever calls has checked that the
 * stream is theirs.
 */
public interface EventRepository {

    /** Appends in the order given and answers the events with their places. */
    List<Event> append(List<EventDraft> drafts);

    /** Events with {@code seq > since}, ascending, at most {@code limit}, however large they are. */
    default List<Event> read(StreamId stream, long since, int limit) {
        return read(stream, since, limit, Long.MAX_VALUE).events();
    }

    /**
     * Events with {@code seq > since}, ascending: as many as are not larger than {@code maxBytes} together, one at least. The others are
     * not even read.
     *
     * @param limit most events
     * @param maxBytes of their data, as the storage counts them: a byte a character at least
     */
    EventPage read(StreamId stream, long since, int limit, long maxBytes);

    /** Place of the last event ever appended; 0 when there was none. */
    long lastSeq(StreamId stream);

    /** {@link #lastSeq} of each. */
    default Map<StreamId, Long> lastSeqs(Collection<StreamId> streams) {
        Map<StreamId, Long> found = new HashMap<>();
        streams.forEach(stream -> found.put(stream, lastSeq(stream)));
        return found;
    }

    /**
     * Place of the oldest event that can still be read and that is no older than the last restore from a backup; {@code lastSeq + 1} when
     * there is none. Whoever has heard everything ahead of it can resume.
     */
    long firstSeq(StreamId stream);

    /**
     * Deletes at most {@code limit} events from before that time, oldest first; places are never given out again. Of each
     * stream a beginning goes and nothing else: where clocks disagree, an event that is older than its predecessor stays until
     * that one goes.
     */
    int prune(Instant before, int limit);

    /** Deletes the chat's or user's stream as a whole. */
    void delete(StreamId stream, UserId owner);
}
