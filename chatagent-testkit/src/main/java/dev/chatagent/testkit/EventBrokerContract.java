package dev.chatagent.testkit;

import static dev.chatagent.testkit.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.event.EventBroker;
import dev.chatagent.event.StreamId;
import dev.chatagent.id.ChatId;
import dev.chatagent.id.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every {@link EventBroker} does. Extend it and say how to make the brokers of nodes that share one server. */
public abstract class EventBrokerContract {
    private static final long MAX_ANNOUNCE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final List<EventBroker> open = new ArrayList<>();

    /** The broker of one more node, not started. */
    protected abstract EventBroker create();

    /** Cuts every connection of the brokers, as a network that fails for a moment does. */
    protected abstract void cut() throws Exception;

    /** What a node hears. */
    private static final class Heard implements EventBroker.Listener {
        private final Map<StreamId, Long> places = new ConcurrentHashMap<>();
        private final AtomicInteger hints = new AtomicInteger();
        private final AtomicInteger unsure = new AtomicInteger();

        @Override
        public void advanced(StreamId stream, long seq) {
            hints.incrementAndGet();
            places.merge(stream, seq, Math::max);
        }

        @Override
        public void uncertain() {
            unsure.incrementAndGet();
        }
    }

    private EventBroker start(Heard heard) {
        EventBroker broker = create();
        open.add(broker);
        broker.start(heard);
        until("it is connected", broker::connected);
        return broker;
    }

    @AfterEach
    void closeAll() {
        open.forEach(EventBroker::close);
        open.forEach(EventBroker::close);
        assertThat(open).noneMatch(EventBroker::connected);
    }

    private static StreamId chat() {
        return StreamId.of(new ChatId(UUID.randomUUID()));
    }

    @Test
    void others_hear_which_stream_has_grown_and_how_far_and_the_sender_does_not() {
        Heard here = new Heard();
        Heard there = new Heard();
        Heard elsewhere = new Heard();
        EventBroker sender = start(here);
        start(there);
        start(elsewhere);
        StreamId user = StreamId.of(new UserId(UUID.randomUUID()));
        StreamId chat = chat();
        sender.announce(user, 1);
        sender.announce(chat, Long.MAX_VALUE);
        Map<StreamId, Long> expected = Map.of(user, 1L, chat, Long.MAX_VALUE);
        until("both have heard it", () -> there.places.equals(expected) && elsewhere.places.equals(expected));
        assertThat(here.places).isEmpty();
    }

    @Test
    void whoever_has_just_connected_may_have_missed_hints() {
        Heard heard = new Heard();
        start(heard);
        until("it is told to look", () -> heard.unsure.get() > 0);
    }

    @Test
    void many_announcements_become_few_hints_with_the_last_place() {
        Heard there = new Heard();
        EventBroker sender = start(new Heard());
        start(there);
        StreamId busy = chat();
        for (long seq = 1; seq <= 50_000; seq++) {
            sender.announce(busy, seq);
        }
        until("the last place is heard", () -> there.places.getOrDefault(busy, 0L) == 50_000);
        assertThat(there.hints.get()).isLessThan(5_000);
    }

    @Test
    void thousands_of_streams_at_once_all_arrive() {
        Heard there = new Heard();
        EventBroker sender = start(new Heard());
        start(there);
        List<StreamId> streams = java.util.stream.Stream.generate(EventBrokerContract::chat)
                .limit(5_000)
                .toList();
        streams.forEach(stream -> sender.announce(stream, 7));
        until("all streams are heard of", () -> there.places.keySet().containsAll(streams));
        assertThat(there.places.values()).containsOnly(7L);
    }

    @Test
    void more_than_it_can_keep_becomes_one_hint_that_anything_may_have_happened() {
        Heard there = new Heard();
        EventBroker sender = start(new Heard());
        start(there);
        until("it is told to look", () -> there.unsure.get() > 0);
        int before = there.unsure.get();
        for (int i = 0; i < 100_000; i++) {
            sender.announce(chat(), 1);
        }
        until(
                "it is told to look or has heard of all",
                () -> there.unsure.get() > before || there.places.size() == 100_000);
    }

    @Test
    void announcing_never_waits_also_while_there_is_no_connection() throws Exception {
        EventBroker sender = start(new Heard());
        cut();
        long longest = 0;
        for (int i = 0; i < 1_000; i++) {
            long start = System.nanoTime();
            sender.announce(chat(), i);
            longest = Math.max(longest, System.nanoTime() - start);
        }
        assertThat(longest).isLessThan(MAX_ANNOUNCE_NANOS);
    }

    @Test
    void after_a_cut_both_ways_work_again_and_the_listener_knows_that_it_may_have_missed_hints() throws Exception {
        Heard there = new Heard();
        EventBroker sender = start(new Heard());
        EventBroker receiver = start(there);
        StreamId chat = chat();
        sender.announce(chat, 1);
        until("the stream is heard of", () -> there.places.containsKey(chat));
        int before = there.unsure.get();
        cut();
        until(
                "both are connected again",
                () -> there.unsure.get() > before && receiver.connected() && sender.connected());
        long[] seq = {1};
        until("a hint is heard again", () -> {
            sender.announce(chat, ++seq[0]);
            return there.places.getOrDefault(chat, 0L) > 1;
        });
    }
}
