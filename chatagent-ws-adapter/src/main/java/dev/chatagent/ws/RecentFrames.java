package dev.chatagent.ws;

import dev.chatagent.event.Event;
import dev.chatagent.wire.EventFrames;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** The frames of the latest events, so that one is written once for all who hear it. Thread-safe. */
final class RecentFrames {
    private static final int SIZE = 256;
    /** Larger ones are not kept. */
    private static final int MAX_BYTES = 4 * 1024;

    private final AtomicReferenceArray<@Nullable Entry> recent = new AtomicReferenceArray<>(SIZE);

    private record Entry(Event event, Frame frame) {}

    Frame of(Event event) {
        int slot = (int) (event.seq() & (SIZE - 1));
        Entry entry = recent.get(slot);
        if (entry != null && same(entry.event(), event)) {
            return entry.frame();
        }
        Frame frame = Frame.of(EventFrames.json(event));
        if (frame.bytes() <= MAX_BYTES) {
            recent.set(slot, new Entry(event, frame));
        }
        return frame;
    }

    /** Those who are handed it have the very one; those who read it have an equal one. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean same(Event one, Event other) {
        return one == other || one.equals(other);
    }
}
