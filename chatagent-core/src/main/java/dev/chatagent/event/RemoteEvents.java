package dev.chatagent.event;

import dev.chatagent.storage.Storage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings this node's subscriptions what other nodes have written: at once when the broker tells, else at the next look, which
 * comes every second, and ten times a second while the broker is not connected. One read a stream serves all of its
 * subscriptions, one unit of work all streams that grew meanwhile. Thread-safe.
 */
public final class RemoteEvents implements EventBroker.Listener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RemoteEvents.class);
    private static final long LOOK_MILLIS = 100;
    private static final int LOOKS_A_SECOND = (int) (1_000 / LOOK_MILLIS);
    private static final int READ_BATCH = 256;
    private static final long READ_BYTES = 8 << 20;

    private final Storage storage;
    private final EventHub hub;
    private final EventBroker broker;
    private final Executor executor;
    private final Set<StreamId> grown = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean unsure = new AtomicBoolean();
    private final AtomicInteger work = new AtomicInteger();
    private final ScheduledFuture<?> timer;
    private int looks;
    private boolean failing;

    private RemoteEvents(
            Storage storage, EventHub hub, EventBroker broker, Executor executor, ScheduledExecutorService scheduler) {
        this.storage = storage;
        this.hub = hub;
        this.broker = broker;
        this.executor = executor;
        this.timer = scheduler.scheduleWithFixedDelay(this::tick, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Listens to the broker, and looks, until it is closed. */
    public static RemoteEvents start(
            Storage storage, EventHub hub, EventBroker broker, Executor executor, ScheduledExecutorService scheduler) {
        RemoteEvents events = new RemoteEvents(storage, hub, broker, executor, scheduler);
        broker.start(events);
        return events;
    }

    private void tick() {
        looks = (looks + 1) % LOOKS_A_SECOND;
        if (looks == 0 || !broker.connected()) {
            uncertain();
        }
    }

    @Override
    public void advanced(StreamId stream, long seq) {
        if (note(stream, seq)) {
            later();
        }
    }

    /** Whether somebody here has to be told. */
    private boolean note(StreamId stream, long seq) {
        boolean lacking = hub.lacks(stream, seq);
        if (lacking) {
            grown.add(stream);
        }
        return lacking;
    }

    @Override
    public void uncertain() {
        if (hub.heard()) {
            unsure.set(true);
            later();
        }
    }

    /** One thread at a time works; who comes meanwhile leaves it more to do. */
    private void later() {
        if (work.getAndIncrement() == 0) {
            try {
                executor.execute(this::work);
            } catch (RejectedExecutionException e) {
                LOG.debug("Nothing is brought any more, the runtime is closing: {}", e.toString());
            } catch (Error e) { // no thread was to be had: the next look tries again
                work.set(0);
                throw e;
            }
        }
    }

    private void work() {
        int seen;
        do {
            seen = work.get();
            try {
                bring();
                failing = false;
            } catch (RuntimeException
                    | Error e) { // the next look tries again, even if there was no memory for this one
                if (!failing) {
                    LOG.warn("Events of other nodes cannot be read; it is tried again: {}", e.toString());
                }
                failing = true;
            }
        } while (!work.compareAndSet(seen, 0));
    }

    private void bring() {
        if (unsure.getAndSet(false)) {
            Set<StreamId> heard = hub.streams();
            Map<StreamId, Long> last =
                    storage.read(unit -> unit.get(EventRepository.class).lastSeqs(heard));
            last.forEach(this::note);
        }
        while (!grown.isEmpty()) {
            List<StreamId> taken = List.copyOf(grown);
            taken.forEach(grown::remove); // ahead of the read: what is noted from here on is read once more
            read(taken).forEach((stream, page) -> {
                hub.wake(stream, page.events());
                if (page.more()) {
                    grown.add(stream);
                }
            });
        }
    }

    /** Of those streams that there is room for; the others have grown still. */
    private Map<StreamId, EventPage> read(List<StreamId> taken) {
        return storage.read(unit -> {
            EventRepository repository = unit.get(EventRepository.class);
            Map<StreamId, EventPage> found = new HashMap<>();
            long room = READ_BYTES;
            for (StreamId stream : taken) {
                if (room > 0) {
                    EventPage page = next(repository, stream, room);
                    found.put(stream, page);
                    room -= page.chars();
                } else {
                    grown.add(stream);
                }
            }
            return found;
        });
    }

    private EventPage next(EventRepository repository, StreamId stream, long room) {
        OptionalLong since = hub.heardBy(stream);
        return since.isPresent()
                ? repository.read(stream, since.getAsLong(), READ_BATCH, room)
                : EventPage.of(List.of(), 0);
    }

    @Override
    public void close() {
        timer.cancel(false);
        broker.close();
    }
}
