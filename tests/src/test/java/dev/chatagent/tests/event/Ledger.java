package dev.chatagent.tests.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.chatagent.event.Event;
import dev.chatagent.event.EventRepository;
import dev.chatagent.event.StreamId;
import dev.chatagent.storage.Storage;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** A fingerprint of every event of a stream by its place, read off the storage before it is pruned. Thread-safe. */
final class Ledger {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int BATCH = 2_000;

    private final Storage storage;
    private final StreamId stream;
    private int[] prints = new int[1_024];
    private long last;

    Ledger(Storage storage, StreamId stream) {
        this.storage = storage;
        this.stream = stream;
    }

    StreamId stream() {
        return stream;
    }

    /** Takes over what was written since; an event that is gone already has no fingerprint. */
    synchronized void read() throws JsonProcessingException {
        List<Event> events;
        do {
            events = storage.read(unit -> unit.get(EventRepository.class).read(stream, last, BATCH));
            for (Event event : events) {
                last = event.seq();
                prints = put(prints, last, print(event.type(), JSON.readTree(event.json())));
            }
        } while (events.size() == BATCH);
    }

    /** Never 0. */
    static int print(String type, JsonNode data) {
        return (type + data).hashCode() | 1;
    }

    static int[] put(int[] prints, long seq, int print) {
        int[] large = seq < prints.length ? prints : Arrays.copyOf(prints, (int) seq * 2);
        large[(int) seq] = print;
        return large;
    }

    synchronized long last() {
        return last;
    }

    /** 0 where nobody read it. */
    synchronized int print(long seq) {
        return seq < prints.length ? prints[(int) seq] : 0;
    }

    /** The oldest place that can still be read. */
    long first() {
        return storage.read(unit -> unit.get(EventRepository.class).firstSeq(stream));
    }

    /** Reads everything, then forgets what is older than that. */
    static void prune(Storage storage, List<Ledger> ledgers, Instant before) throws JsonProcessingException {
        for (Ledger ledger : ledgers) {
            ledger.read();
        }
        int pruned;
        do {
            pruned = storage.write(unit -> unit.get(EventRepository.class).prune(before, BATCH));
        } while (pruned > 0);
    }
}
