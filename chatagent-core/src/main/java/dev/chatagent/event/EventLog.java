package dev.chatagent.event;

import dev.chatagent.storage.UnitOfWork;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** Appends events inside units of work; their subscribers wake after the commit. Thread-safe. */
public final class EventLog {
    private final EventCodec codec;
    private final EventHub hub;
    private final Clock clock;

    public EventLog(EventCodec codec, EventHub hub, Clock clock) {
        this.codec = codec;
        this.hub = hub;
        this.clock = clock;
    }

    /** Appends as part of the unit, in the order given. */
    public void append(UnitOfWork unit, StreamId stream, EventData... data) {
        List<EventDraft> drafts = new ArrayList<>(data.length);
        for (EventData each : data) {
            drafts.add(new EventDraft(stream, each.type(), clock.instant(), codec.encode(each)));
        }
        List<Event> appended = unit.get(EventRepository.class).append(drafts);
        unit.afterCommit(() -> hub.publish(stream, appended));
    }

    /** The data of an event that was read. */
    public EventData decode(Event event) {
        return codec.decode(event.type(), event.json());
    }
}
