package dev.chatagent.event;

import dev.chatagent.storage.Storage;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * Hands committed events to the subscriptions of this process. Each subscription has a cursor; an event that is its next one
 * is handed over directly, anything else makes it read the log from its cursor, so a late, early or missing wake-up can
 * neither lose nor double nor reorder an event.
 */
public final class EventHub {
    private final Storage storage;
    private final EventBroker broker;
    private final Executor executor;
    private final Executor later;
    private final Map<StreamId, Listeners> streams = new ConcurrentHashMap<>();

    /**
     * @param broker tells the other nodes of the storage
     * @param executor for reading, which may block
     * @param later the same in a moment, for reading again what could not be read
     */
    public EventHub(Storage storage, EventBroker broker, Executor executor, Executor later) {
        this.storage = storage;
        this.broker = broker;
        this.executor = executor;
        this.later = later;
    }

    /**
     * Opens a subscription; the caller has checked access.
     *
     * @param since deliver what comes after this place; negative: from now on
     */
    public Subscription subscribe(StreamId stream, long since, Subscriber subscriber) {
        CursorSubscription subscription = new CursorSubscription(this, stream, subscriber);
        streams.compute(stream, (id, list) -> {
            Listeners result = list == null ? new Listeners(executor) : list;
            result.all().add(subscription);
            return result;
        });
        try {
            subscription.open(since);
        } catch (RuntimeException e) {
            subscription.close();
            throw e;
        }
        return subscription;
    }

    /** Tells the stream's subscriptions, here and on other nodes; events are consecutive and ascending, and committed. */
    void publish(StreamId stream, List<Event> events) {
        Listeners listeners = streams.get(stream);
        if (listeners != null) {
            listeners.written(events);
        }
        if (!events.isEmpty()) {
            broker.announce(stream, events.get(events.size() - 1).seq());
        }
    }

    /** Hands events to the stream's subscriptions of this process; those that read by themselves learn that there is more. */
    void wake(StreamId stream, List<Event> events) {
        Listeners listeners = streams.get(stream);
        if (listeners != null) {
            listeners.hand(events);
        }
    }

    /** Whether anybody here listens. */
    boolean heard() {
        return !streams.isEmpty();
    }

    /** Streams that somebody here listens to. */
    Set<StreamId> streams() {
        return Set.copyOf(streams.keySet());
    }

    /** Whether anybody here may not have been handed the stream up to that place. */
    boolean lacks(StreamId stream, long seq) {
        return listening(stream).stream()
                .anyMatch(subscription -> subscription.waitingAt().orElse(-1) < seq);
    }

    /** The place up to which everybody here has been handed the stream; empty when all of them read by themselves. */
    OptionalLong heardBy(StreamId stream) {
        return listening(stream).stream()
                .map(CursorSubscription::waitingAt)
                .flatMapToLong(OptionalLong::stream)
                .min();
    }

    private List<CursorSubscription> listening(StreamId stream) {
        Listeners listeners = streams.get(stream);
        return listeners == null ? List.of() : listeners.all();
    }

    void remove(StreamId stream, CursorSubscription subscription) {
        streams.computeIfPresent(stream, (id, list) -> {
            list.all().remove(subscription);
            return list.all().isEmpty() ? null : list;
        });
    }

    Storage storage() {
        return storage;
    }

    Executor executor() {
        return executor;
    }

    /** Runs what it is given a little later. */
    Executor later() {
        return later;
    }
}
