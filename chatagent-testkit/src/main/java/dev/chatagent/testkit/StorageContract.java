package dev.chatagent.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatagent.chat.ChatRepository;
import dev.chatagent.chat.ChatSession;
import dev.chatagent.chat.Message;
import dev.chatagent.chat.MessageRole;
import dev.chatagent.chat.MessageStatus;
import dev.chatagent.chat.NewMessage;
import dev.chatagent.event.Event;
import dev.chatagent.event.EventDraft;
import dev.chatagent.event.EventRepository;
import dev.chatagent.event.StreamId;
import dev.chatagent.id.TenantId;
import dev.chatagent.storage.Storage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What every {@link Storage} keeps to: its rows and its units of work. A backend's test extends this and opens an empty storage. */
public abstract class StorageContract extends HostileTextContract {
    @Test
    void a_unit_that_throws_leaves_nothing_and_its_exception_passes_through() {
        AtomicInteger actions = new AtomicInteger();
        IllegalStateException thrown = new IllegalStateException("on purpose");
        assertThatThrownBy(() -> storage().write(unit -> {
                    unit.get(ChatRepository.class)
                            .insert(owner, TenantId.DEFAULT, new ChatSession(chat, "", "echo", T, T, 0));
                    unit.afterCommit(actions::incrementAndGet);
                    throw thrown;
                }))
                .isSameAs(thrown);
        optional(read(ChatRepository.class, chats -> chats.find(owner, chat))).isEmpty();
        assertThat(actions).hasValue(0);
    }

    @Test
    void a_failing_unit_does_not_hurt_those_beside_it() throws Exception {
        newChat(chat, T);
        AtomicInteger turn = new AtomicInteger();
        List<Boolean> stored = atOnce(16, () -> {
            boolean fails = turn.getAndIncrement() % 2 == 0;
            try {
                storage().write(unit -> {
                    unit.get(ChatRepository.class)
                            .append(
                                    owner,
                                    chat,
                                    new NewMessage(null, MessageRole.USER, List.of(), MessageStatus.COMPLETE, T, null));
                    if (fails) {
                        throw new IllegalStateException("on purpose");
                    }
                    return true;
                });
                return true;
            } catch (IllegalStateException e) {
                return false;
            }
        });
        assertThat(stored.stream().filter(ok -> ok)).hasSize(8);
        list(read(ChatRepository.class, chats -> chats.messages(owner, chat, 99, 99)))
                .extracting(Message::seq)
                .containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
    }

    @Test
    void after_commit_actions_run_in_order_before_write_returns() {
        List<String> ran = new ArrayList<>();
        storage().write(unit -> {
            unit.afterCommit(() -> ran.add("first"));
            unit.afterCommit(() -> ran.add("second"));
            return true;
        });
        assertThat(ran).containsExactly("first", "second");
    }

    @Test
    void an_error_passes_through_rolls_back_alone_and_holds_nobody_up() throws Exception {
        newChat(chat, T);
        AtomicInteger turn = new AtomicInteger();
        List<Boolean> stored = atOnce(16, () -> {
            boolean fails = turn.getAndIncrement() % 2 == 0;
            try {
                storage().write(unit -> {
                    unit.get(EventRepository.class).append(List.of(new EventDraft(StreamId.of(chat), "test", T, "{}")));
                    if (fails) {
                        throw new StackOverflowError("on purpose");
                    }
                    return true;
                });
                return true;
            } catch (StackOverflowError e) {
                return false;
            }
        });
        assertThat(stored.stream().filter(ok -> ok)).hasSize(8);
        list(read(EventRepository.class, events -> events.read(StreamId.of(chat), 0, 99)))
                .extracting(Event::seq)
                .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
    }

    @Test
    void an_after_commit_action_that_throws_changes_nothing() throws Exception {
        newChat(chat, T);
        AtomicInteger ran = new AtomicInteger();
        List<Long> places = atOnce(16, () -> storage().write(unit -> {
            unit.afterCommit(() -> {
                throw new IllegalStateException("on purpose");
            });
            unit.afterCommit(ran::incrementAndGet);
            return unit.get(EventRepository.class)
                    .append(List.of(new EventDraft(StreamId.of(chat), "test", T, "{}")))
                    .get(0)
                    .seq();
        }));
        assertThat(new HashSet<>(places)).hasSize(16);
        assertThat(ran).hasValue(16);
    }

    @Test
    void after_commit_actions_of_one_stream_run_in_the_order_of_its_places() throws Exception {
        StreamId stream = StreamId.of(chat);
        List<Long> told = new ArrayList<>();
        AtomicInteger inside = new AtomicInteger();
        List<Integer> most = new ArrayList<>();
        atOnce(16, () -> {
            for (int i = 0; i < 10; i++) {
                storage().write(unit -> {
                    long seq = unit.get(EventRepository.class)
                            .append(List.of(new EventDraft(stream, "test", T, "{}")))
                            .get(0)
                            .seq();
                    unit.afterCommit(() -> {
                        most.add(inside.incrementAndGet());
                        told.add(seq);
                        inside.decrementAndGet();
                    });
                    return true;
                });
            }
            return true;
        });
        assertThat(told).hasSize(160).isSorted().startsWith(1L).endsWith(160L);
        assertThat(most).containsOnly(1);
    }

    @Test
    void an_after_commit_action_finds_its_unit_stored() {
        newChat(chat, T);
        List<Long> seen = new ArrayList<>();
        storage().write(unit -> {
            unit.get(EventRepository.class).append(List.of(new EventDraft(StreamId.of(chat), "test", T, "{}")));
            unit.afterCommit(() -> seen.add(read(EventRepository.class, events -> events.lastSeq(StreamId.of(chat)))));
            return true;
        });
        assertThat(seen).containsExactly(1L);
    }

    @Test
    void units_do_not_write_through_one_another() {
        newChat(chat, T);
        assertThatThrownBy(() -> storage().write(unit -> append("inner"))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> storage().read(unit -> append("inner"))).isInstanceOf(IllegalStateException.class);
        assertThat(append("first").seq()).isEqualTo(1);
    }

    @Test
    void a_reader_sees_units_whole_and_as_of_one_moment() throws Exception {
        newChat(chat, T);
        StreamId stream = StreamId.of(chat);
        AtomicInteger turn = new AtomicInteger();
        List<Boolean> consistent = atOnce(8, () -> {
            boolean writes = turn.getAndIncrement() % 2 == 0;
            boolean all = true;
            for (int i = 0; i < 50; i++) {
                all &= writes
                        ? writeBoth(stream)
                        : storage().read(unit -> {
                            long events = unit.get(EventRepository.class).lastSeq(stream);
                            ChatRepository chats = unit.get(ChatRepository.class);
                            int messages = chats.find(owner, chat).orElseThrow().messageCount();
                            return events == messages
                                    && chats.messages(owner, chat, Integer.MAX_VALUE, 999)
                                                    .size()
                                            == messages
                                    && unit.get(EventRepository.class)
                                                    .read(stream, 0, 999)
                                                    .size()
                                            == messages;
                        });
            }
            return all;
        });
        assertThat(consistent).containsOnly(true);
    }

    private boolean writeBoth(StreamId stream) {
        return storage().write(unit -> {
            unit.get(EventRepository.class).append(List.of(new EventDraft(stream, "test", T, "{}")));
            unit.get(ChatRepository.class)
                    .append(
                            owner,
                            chat,
                            new NewMessage(null, MessageRole.USER, List.of(), MessageStatus.COMPLETE, T, null));
            return true;
        });
    }

    @Test
    void closing_twice_is_once() {
        storage().close();
        storage().close();
    }

    @Test
    void an_interrupted_caller_gets_its_result_and_keeps_its_flag() {
        newChat(chat, T);
        Thread.currentThread().interrupt();
        Message message = append("interrupted");
        boolean flag = Thread.interrupted();
        assertThat(flag).isTrue();
        optional(read(ChatRepository.class, chats -> chats.message(owner, message.id())))
                .contains(message);
        assertThat(append("next").seq()).isEqualTo(2);
    }

    @Test
    void an_open_storage_is_healthy() {
        assertThat(storage().check().status()).isEqualTo(dev.chatagent.health.ComponentHealth.Status.UP);
    }
}
