package dev.chatagent.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.id.ChatId;
import dev.chatagent.storage.memory.InMemoryStorage;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A stream that many listen to: the writer does not wait for them, and what waits reaches each in one go. */
class CrowdedStreamTest {
    private static final int LISTENERS = 100;

    private final InMemoryStorage storage = InMemoryStorage.create();
    private final Queue<Runnable> later = new ArrayDeque<>();
    private final EventHub hub = new EventHub(storage, EventBroker.none(), later::add, later::add);
    private final StreamId stream = StreamId.of(new ChatId(UUID.randomUUID()));
    private final List<Listener> listeners = new ArrayList<>();
    private final List<Subscription> subscriptions = new ArrayList<>();

    private static final class Listener implements Subscriber {
        private final List<Long> seen = new ArrayList<>();
        private int pauses;

        @Override
        public void onEvent(Event event) {
            seen.add(event.seq());
        }

        @Override
        public void onPause() {
            pauses++;
        }
    }

    @BeforeEach
    void subscribe() {
        for (int i = 0; i < LISTENERS; i++) {
            Listener listener = new Listener();
            listeners.add(listener);
            Subscription subscription = hub.subscribe(stream, 0, listener);
            subscriptions.add(subscription);
            subscription.start();
        }
        run();
        listeners.forEach(each -> each.pauses = 0);
    }

    private void run() {
        for (Runnable next = later.poll(); next != null; next = later.poll()) {
            next.run();
        }
    }

    private List<Event> append(int count, String json) {
        List<EventDraft> drafts = IntStream.range(0, count)
                .mapToObj(i -> new EventDraft(stream, "test", Instant.EPOCH, json))
                .toList();
        return storage.write(unit -> unit.get(EventRepository.class).append(drafts));
    }

    private void assertAllHeard(long last) {
        assertThat(listeners).allSatisfy(each -> assertThat(each.seen)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, last).boxed().toList()));
    }

    @Test
    void writer_waits_for_nobody_and_what_gathers_comes_in_one_go() {
        for (int i = 0; i < 50; i++) {
            hub.publish(stream, append(1, "{}"));
        }
        assertThat(listeners).allSatisfy(each -> assertThat(each.seen).isEmpty());
        run();
        assertAllHeard(50);
        assertThat(listeners).allSatisfy(each -> assertThat(each.pauses).isEqualTo(1));
    }

    @Test
    void writers_that_overtake_each_other_disorder_nothing() {
        List<Event> events = append(6, "{}");
        for (int place : new int[] {2, 0, 1, 5, 4, 3}) {
            hub.publish(stream, events.subList(place, place + 1));
        }
        run();
        assertAllHeard(6);
    }

    @Test
    void one_that_comes_late_is_not_missed() {
        List<Event> events = append(4, "{}");
        hub.publish(stream, events.subList(0, 1));
        hub.publish(stream, events.subList(2, 4));
        run();
        hub.publish(stream, events.subList(1, 2));
        run();
        assertAllHeard(4);
    }

    @Test
    void what_is_too_much_to_keep_is_read_from_the_log() {
        String large = "{\"text\":\"" + "x".repeat(40_000) + "\"}";
        for (int i = 0; i < 30; i++) {
            hub.publish(stream, append(1, large));
        }
        run();
        assertAllHeard(30);
    }

    @Test
    void one_who_has_missed_more_than_is_read_at_once_hears_all_of_it() {
        for (int i = 0; i < 4; i++) {
            append(10, "{\"text\":\"" + "x".repeat(90_000) + "\"}");
        }
        Listener late = new Listener();
        hub.subscribe(stream, 0, late).start();
        run();
        assertThat(late.seen)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 40).boxed().toList());
        assertThat(late.pauses).isEqualTo(4); // once for each MiB
    }

    @Test
    void newest_is_kept_when_it_came_first() {
        List<Event> events = storage.write(unit -> unit.get(EventRepository.class)
                .append(List.of(
                        new EventDraft(stream, "test", Instant.EPOCH, "{\"text\":\"" + "x".repeat(300_000) + "\"}"),
                        new EventDraft(stream, "test", Instant.EPOCH, "{}"))));
        hub.publish(stream, events.subList(1, 2));
        hub.publish(stream, events.subList(0, 1));
        run();
        assertAllHeard(2);
    }

    @Test
    void what_another_node_wrote_has_been_handed_over_when_the_wake_up_returns() {
        hub.publish(stream, append(1, "{}"));
        hub.wake(stream, storage.read(unit -> unit.get(EventRepository.class).read(stream, 0, 10)));
        assertAllHeard(1);
        run();
        assertAllHeard(1);
    }

    @Test
    void one_that_has_left_hears_nothing_and_holds_up_nobody() {
        hub.publish(stream, append(2, "{}"));
        subscriptions.get(0).close();
        run();
        assertThat(listeners.remove(0).seen).isEmpty();
        assertAllHeard(2);
    }

    @Test
    void few_who_are_left_hear_everything() {
        List<Event> events = append(3, "{}");
        hub.publish(stream, events.subList(0, 1));
        for (int i = 0; i < LISTENERS - 5; i++) {
            subscriptions.get(i).close();
            listeners.remove(0);
        }
        hub.publish(stream, events.subList(1, 3));
        run();
        assertAllHeard(3);
    }
}
