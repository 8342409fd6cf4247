package dev.chatagent.event;

import java.util.List;

/**
 * Events of one stream that follow one another.
 *
 * @param more whether the stream goes on behind them
 */
public record EventPage(List<Event> events, boolean more) {

    /** The length of their data. */
    long chars() {
        return events.stream().mapToLong(event -> event.json().length()).sum();
    }

    /**
     * What was read of a stream that ends there.
     *
     * @param lastSeq place of the last event of the stream, from before the events were read
     */
    public static EventPage of(List<Event> events, long lastSeq) {
        return new EventPage(
                events, !events.isEmpty() && events.get(events.size() - 1).seq() < lastSeq);
    }
}
