package dev.chatagent.chat;

import dev.chatagent.event.EventLog;
import dev.chatagent.event.EventRepository;
import dev.chatagent.event.StreamId;
import dev.chatagent.storage.Storage;
import dev.chatagent.storage.UnitOfWork;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Deletes chats in which nothing was written for a long time, as their owners would. Thread-safe. */
public final class ChatRetention {
    private static final int PIECE = 50;

    private final Storage storage;
    private final EventLog log;
    private final Clock clock;
    private final Duration keep;

    /**
     * Wired by the runtime.
     *
     * @param keep zero: for ever
     */
    public ChatRetention(Storage storage, EventLog log, Clock clock, Duration keep) {
        this.storage = storage;
        this.log = log;
        this.clock = clock;
        this.keep = keep;
    }

    /** Deletes what is too old, in pieces that nobody waits long for; answers how many chats it were. */
    public int prune() {
        if (keep.isZero()) {
            return 0;
        }
        Instant before = clock.instant().minus(keep);
        int all = 0;
        int some = PIECE;
        while (some == PIECE) {
            some = storage.write(unit -> prune(unit, before));
            all += some;
        }
        return all;
    }

    private int prune(UnitOfWork unit, Instant before) {
        ChatRepository chats = unit.get(ChatRepository.class);
        List<ChatRepository.Owned> old = chats.changedBefore(before, PIECE);
        for (ChatRepository.Owned each : old) {
            chats.delete(each.owner(), each.chat());
            unit.get(EventRepository.class).delete(StreamId.of(each.chat()), each.owner());
            log.append(unit, StreamId.of(each.owner()), new ChatEvent.SessionDeleted(each.chat()));
        }
        return old.size();
    }
}
