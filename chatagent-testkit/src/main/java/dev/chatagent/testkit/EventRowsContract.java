package dev.chatagent.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.event.Event;
import dev.chatagent.event.EventDraft;
import dev.chatagent.event.EventPage;
import dev.chatagent.event.EventRepository;
import dev.chatagent.event.StreamId;
import dev.chatagent.id.ChatId;
import dev.chatagent.id.NodeId;
import dev.chatagent.storage.NodeRepository;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.assertj.core.api.ObjectAssert;
import org.junit.jupiter.api.Test;

/** What every storage keeps to about the event log, and about who is alive. */
abstract class EventRowsContract extends PresenceRowsContract {
    @Test
    void append_assigns_increasing_sequence() {
        StreamId stream = StreamId.of(chat);
        List<Event> first = appendEvents(stream, 3);
        List<Event> second = appendEvents(stream, 2);
        assertThat(first).extracting(Event::seq).containsExactly(1L, 2L, 3L);
        assertThat(second).extracting(Event::seq).containsExactly(4L, 5L);
        list(read(EventRepository.class, events -> events.read(stream, 1, 2)))
                .containsExactly(first.get(1), first.get(2));
        place(read(EventRepository.class, events -> events.lastSeq(stream))).isEqualTo(5);
        place(read(EventRepository.class, events -> events.firstSeq(stream))).isEqualTo(1);
    }

    @Test
    void reading_ends_where_there_is_no_more_room_and_says_so() {
        StreamId stream = StreamId.of(chat);
        List<Event> all = appendSized(stream, 3_000, 1_000, 1_000, 1_000);
        page(stream, 0, 9, Long.MAX_VALUE).isEqualTo(new EventPage(all, false));
        page(stream, 0, 9, 4_999).isEqualTo(new EventPage(all.subList(0, 2), true));
        page(stream, 0, 9, 1).isEqualTo(new EventPage(all.subList(0, 1), true));
        page(stream, 1, 2, 9_999).isEqualTo(new EventPage(all.subList(1, 3), true));
        page(stream, 1, 3, 3_000).isEqualTo(new EventPage(all.subList(1, 4), false));
        page(stream, 3, 9, 1).isEqualTo(new EventPage(all.subList(3, 4), false));
        page(stream, 4, 9, 9_999).isEqualTo(new EventPage(List.of(), false));
        page(StreamId.of(owner), 0, 9, 9_999).isEqualTo(new EventPage(List.of(), false));
    }

    private ObjectAssert<EventPage> page(StreamId stream, long since, int limit, long maxBytes) {
        EventPage page = read(EventRepository.class, events -> events.read(stream, since, limit, maxBytes));
        return assertThat(page);
    }

    private List<Event> appendSized(StreamId stream, int... sizes) {
        return write(
                EventRepository.class,
                events -> events.append(Arrays.stream(sizes)
                        .mapToObj(size -> new EventDraft(stream, "t", T, "{\"a\":\"" + "x".repeat(size - 8) + "\"}"))
                        .toList()));
    }

    @Test
    void pruned_places_are_never_given_out_again() {
        StreamId stream = StreamId.of(chat);
        appendEvents(stream, 3);
        count(write(EventRepository.class, events -> events.prune(T.plusSeconds(2), 99)))
                .isEqualTo(2);
        place(read(EventRepository.class, events -> events.firstSeq(stream))).isEqualTo(3);
        write(EventRepository.class, events -> events.prune(T.plusSeconds(9), 99));
        place(read(EventRepository.class, events -> events.firstSeq(stream))).isEqualTo(4);
        assertThat(appendEvents(stream, 1).get(0).seq()).isEqualTo(4);
    }

    @Test
    void pruning_leaves_no_gap_where_clocks_disagreed() {
        StreamId stream = StreamId.of(chat);
        appendAt(stream, 1, 5, 2, 3);
        count(write(EventRepository.class, events -> events.prune(T.plusSeconds(4), 99)))
                .isEqualTo(1);
        list(read(EventRepository.class, events -> events.read(stream, 0, 9)))
                .extracting(Event::seq)
                .containsExactly(2L, 3L, 4L);
        count(write(EventRepository.class, events -> events.prune(T.plusSeconds(6), 99)))
                .isEqualTo(3);
        place(read(EventRepository.class, events -> events.firstSeq(stream))).isEqualTo(5);
    }

    private void appendAt(StreamId stream, int... seconds) {
        write(
                EventRepository.class,
                events -> events.append(Arrays.stream(seconds)
                        .mapToObj(each -> new EventDraft(stream, "t", T.plusSeconds(each), "{}"))
                        .toList()));
    }

    @Test
    void streams_are_apart_and_gap_free_when_many_append_at_once() throws Exception {
        StreamId stream = StreamId.of(chat);
        atOnce(16, () -> appendEvents(stream, 5));
        appendEvents(StreamId.of(owner), 1);
        list(read(EventRepository.class, events -> events.read(stream, 0, 1_000)))
                .extracting(Event::seq)
                .isSorted()
                .hasSize(80)
                .contains(1L, 80L);
        write(EventRepository.class, events -> {
            events.delete(stream, owner);
            return true;
        });
        place(read(EventRepository.class, events -> events.lastSeq(stream))).isZero();
        place(read(EventRepository.class, events -> events.lastSeq(StreamId.of(owner))))
                .isEqualTo(1);
    }

    @Test
    void the_last_places_of_many_streams_are_read_at_once() {
        StreamId other = StreamId.of(owner);
        StreamId silent = StreamId.of(new ChatId(UUID.randomUUID()));
        appendEvents(StreamId.of(chat), 3);
        appendEvents(other, 2);
        Map<StreamId, Long> last =
                read(EventRepository.class, events -> events.lastSeqs(Set.of(StreamId.of(chat), other, silent)));
        assertThat(last).isEqualTo(Map.of(StreamId.of(chat), 3L, other, 2L, silent, 0L));
        Map<StreamId, Long> none = read(EventRepository.class, events -> events.lastSeqs(Set.of()));
        assertThat(none).isEmpty();
    }

    @Test
    void pruning_takes_the_oldest_first_and_no_more_than_asked() {
        StreamId other = StreamId.of(owner);
        appendEvents(StreamId.of(chat), 5);
        appendEvents(other, 5);
        count(write(EventRepository.class, events -> events.prune(T.plusSeconds(3), 4)))
                .isEqualTo(4);
        place(read(EventRepository.class, events -> events.firstSeq(StreamId.of(chat))))
                .isEqualTo(3);
        place(read(EventRepository.class, events -> events.firstSeq(other))).isEqualTo(3);
        count(write(EventRepository.class, events -> events.prune(T.plusSeconds(3), 4)))
                .isEqualTo(2);
        count(write(EventRepository.class, events -> events.prune(T.plusSeconds(3), 4)))
                .isZero();
        list(read(EventRepository.class, events -> events.read(other, 0, 9)))
                .extracting(Event::seq)
                .containsExactly(4L, 5L);
    }

    @Test
    void nodes_are_alive_from_their_last_sign_on() {
        NodeId other = new NodeId(UUID.randomUUID());
        sign(NODE, T);
        sign(other, T);
        sign(NODE, T.plusSeconds(5));
        assertThat(aliveSince(T)).containsExactlyInAnyOrder(NODE, other);
        assertThat(aliveSince(T.plusSeconds(5))).containsExactly(NODE);
        int pruned = write(NodeRepository.class, nodes -> nodes.prune(T.plusSeconds(1)));
        assertThat(pruned).isEqualTo(1);
        assertThat(aliveSince(T)).containsExactly(NODE);
        write(NodeRepository.class, nodes -> {
            nodes.remove(NODE);
            return true;
        });
        assertThat(aliveSince(T)).isEmpty();
    }

    private void sign(NodeId node, Instant at) {
        write(NodeRepository.class, nodes -> {
            nodes.alive(node, at);
            return true;
        });
    }

    private Set<NodeId> aliveSince(Instant time) {
        return read(NodeRepository.class, nodes -> nodes.aliveSince(time));
    }
}
