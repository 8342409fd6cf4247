package dev.chatagent.chat;

import dev.chatagent.event.Event;
import dev.chatagent.event.EventLog;
import dev.chatagent.event.EventPage;
import dev.chatagent.event.EventRepository;
import dev.chatagent.event.StreamId;
import dev.chatagent.storage.UnitOfWork;

/**
 * The text so far of a message that is being written: its deltas in the log. The message's own row is written at the start
 * and at the end only, so a long answer costs its length once and not its square.
 */
final class PartialTexts {
    private static final int BATCH = 1_000;
    private static final long BATCH_BYTES = 1 << 20;

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
        EventPage page;
        do {
            page = events.read(stream, since, BATCH, BATCH_BYTES);
            for (Event event : page.events()) {
                since = event.seq();
                if (event.type().equals("message.delta")
                        && log.decode(event) instanceof ChatEvent.MessageDelta delta
                        && delta.messageId().equals(record.run().messageId())) {
                    text.append(delta.text());
                }
            }
        } while (page.more());
        return text.toString();
    }
}
