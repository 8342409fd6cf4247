package dev.chatagent.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.id.ChatId;
import dev.chatagent.storage.memory.InMemoryStorage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Wake-ups that are late, early or missing, as they come when several nodes write. */
class EventHubWakeUpTest {
    private final InMemoryStorage storage = InMemoryStorage.create();
    private final EventHub hub = new EventHub(storage, EventBroker.none(), Runnable::run, Runnable::run);
    private final StreamId stream = StreamId.of(new ChatId(UUID.randomUUID()));
    private final List<Long> seen = new CopyOnWriteArrayList<>();

    @BeforeEach
    void subscribe() {
        hub.subscribe(stream, 0, event -> seen.add(event.seq())).start();
    }

    private List<Event> appendSilently(int count) {
        List<EventDraft> drafts = IntStream.range(0, count)
                .mapToObj(i -> new EventDraft(stream, "test", Instant.EPOCH, "{}"))
                .toList();
        return storage.write(unit -> unit.get(EventRepository.class).append(drafts));
    }

    @Test
    void early_wake_up_brings_what_came_before_it() {
        List<Event> events = appendSilently(3);
        hub.publish(stream, events.subList(2, 3));
        assertThat(seen).containsExactly(1L, 2L, 3L);
    }

    @Test
    void late_wake_up_doubles_nothing() {
        List<Event> events = appendSilently(3);
        hub.publish(stream, events);
        hub.publish(stream, events.subList(0, 1));
        hub.publish(stream, events.subList(1, 3));
        assertThat(seen).containsExactly(1L, 2L, 3L);
    }

    @Test
    void wake_up_that_overlaps_brings_only_the_rest() {
        List<Event> events = appendSilently(4);
        hub.publish(stream, events.subList(0, 2));
        hub.publish(stream, events.subList(1, 4));
        assertThat(seen).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void subscriber_that_is_not_ready_gets_the_rest_when_it_says_so() {
        appendSilently(1_000);
        List<Long> taken = new ArrayList<>();
        boolean[] ready = {true};
        Subscription subscription = hub.subscribe(stream, 0, new Subscriber() {
            @Override
            public void onEvent(Event event) {
                taken.add(event.seq());
                ready[0] = event.seq() % 300 != 0;
            }

            @Override
            public boolean ready() {
                return ready[0];
            }
        });
        subscription.start();
        assertThat(taken).hasSize(300);
        hub.publish(stream, appendSilently(1));
        subscription.resume();
        assertThat(taken).as("still not ready").hasSize(300);
        for (int size : new int[] {600, 900, 1_001}) {
            ready[0] = true;
            subscription.resume();
            assertThat(taken).hasSize(size).isSorted().doesNotHaveDuplicates();
        }
        hub.publish(stream, appendSilently(1));
        assertThat(taken).hasSize(1_002);
    }

    @Test
    void missing_wake_up_is_made_up_for_by_the_next() {
        appendSilently(300);
        List<Event> last = appendSilently(1);
        hub.publish(stream, last);
        assertThat(seen).hasSize(301).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void one_whom_the_retained_window_has_left_behind_is_told_and_gets_nothing_with_a_gap() {
        appendSilently(5);
        List<Long> taken = new ArrayList<>();
        int[] lost = {0};
        Subscription subscription = hub.subscribe(stream, 0, new Subscriber() {
            @Override
            public void onEvent(Event event) {
                taken.add(event.seq());
            }

            @Override
            public void onLost() {
                lost[0]++;
            }
        });
        assertThat(subscription.recovered()).isTrue();
        storage.write(unit -> unit.get(EventRepository.class).prune(Instant.EPOCH.plusSeconds(1), 3));
        subscription.start();
        hub.publish(stream, appendSilently(1));
        assertThat(taken).isEmpty();
        assertThat(lost[0]).isEqualTo(1);
        assertThat(hub.subscribe(stream, 0, event -> {}).recovered()).isFalse();
    }
}
