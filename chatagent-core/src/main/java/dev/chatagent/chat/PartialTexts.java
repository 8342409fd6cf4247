package dev.chatagent.chat;

import dev.chatagent.event.Event;
import dev.chatagent.event.EventLog;
import dev.chatagent.event.EventRepository;
import dev.chatagent.event.StreamId;
import dev.chatagent.storage.UnitOfWork;
import java.util.List;

/**
 * The text so far of a message that is being written: its deltas in the log. The message's own row is written at the start
 * and at the end only, so a long answer costs its length once and not its square.
 */
final class PartialTexts {
    private static final int BATCH = 1_000;

    private final EventLog log;

    PartialTexts(EventLog log) {
        this.log = log;
    }

    /** Reads up to the end of the stream as the unit sees it. */
    String read(UnitOfWork unit, RunRecord record) {
        StreamId stream = StreamId.of(record.run().messageId().chat());
        EventRepository events = unit.get(EventRepository.class);
        StringBuilder text = new StringBuilder();
        long since = record.eventsAfter();
        List<Event> batch;
        do {
            batch = events.read(stream, since, BATCH);
            for (Event event : batch) {
                since = event.seq();
                if (event.type().equals("message.delta")
                        && log.decode(event) instanceof ChatEvent.MessageDelta delta
                        && delta.messageId().equals(record.run().messageId())) {
                    text.append(delta.text());
                }
            }
        } while (batch.size() == BATCH);
        return text.toString();
    }
}
