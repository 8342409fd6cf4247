package dev.chatagent.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatagent.account.LoginRepository;
import dev.chatagent.chat.ChatRepository;
import dev.chatagent.chat.ChatSession;
import dev.chatagent.chat.Message;
import dev.chatagent.chat.MessageRole;
import dev.chatagent.chat.MessageStatus;
import dev.chatagent.chat.NewMessage;
import dev.chatagent.chat.Part;
import dev.chatagent.chat.Run;
import dev.chatagent.chat.RunRecord;
import dev.chatagent.chat.RunRepository;
import dev.chatagent.chat.RunStatus;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.event.EventDraft;
import dev.chatagent.event.EventRepository;
import dev.chatagent.event.StreamId;
import dev.chatagent.id.ChatId;
import dev.chatagent.id.LoginId;
import dev.chatagent.id.MessageId;
import dev.chatagent.id.RunId;
import dev.chatagent.id.TenantId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What every storage keeps to about chats, messages and runs. */
abstract class ChatRowsContract extends AccountRowsContract {
    @Test
    void what_is_a_strangers_does_not_exist() {
        newChat(chat, T);
        Message message = append("hello");
        optional(read(ChatRepository.class, chats -> chats.find(stranger, chat)))
                .isEmpty();
        list(read(ChatRepository.class, chats -> chats.list(stranger, Optional.empty(), 9)))
                .isEmpty();
        optional(read(ChatRepository.class, chats -> chats.message(stranger, message.id())))
                .isEmpty();
        list(read(ChatRepository.class, chats -> chats.messages(stranger, chat, 99, 9)))
                .isEmpty();
        flag(write(ChatRepository.class, chats -> chats.update(stranger, message)))
                .isFalse();
        flag(write(ChatRepository.class, chats -> chats.updateTitle(stranger, chat, "x", T)))
                .isFalse();
        flag(write(ChatRepository.class, chats -> chats.delete(stranger, chat))).isFalse();
        assertThatThrownBy(() -> write(
                        ChatRepository.class,
                        chats -> chats.append(
                                stranger,
                                chat,
                                new NewMessage(null, MessageRole.USER, List.of(), MessageStatus.COMPLETE, T, null))))
                .isInstanceOf(ChatAgentException.class);
        optional(read(ChatRepository.class, chats -> chats.find(owner, chat))).isPresent();
    }

    @Test
    void text_comes_back_as_it_was() {
        newChat(chat, T);
        Message message = append(ODD);
        optional(read(ChatRepository.class, chats -> chats.message(owner, message.id())))
                .contains(message);
        assertThat(message.text()).isEqualTo(ODD);
    }

    @Test
    void messages_have_places_without_gaps_when_many_append_at_once() throws Exception {
        newChat(chat, T);
        List<Integer> places = atOnce(16, () -> append("x").seq());
        assertThat(new HashSet<>(places)).hasSize(16);
        assertThat(places).allMatch(place -> place >= 1 && place <= 16);
        assertThat(read(ChatRepository.class, chats -> chats.find(owner, chat))
                        .orElseThrow()
                        .messageCount())
                .isEqualTo(16);
    }

    @Test
    void pages_of_messages_join_without_overlap() {
        newChat(chat, T);
        for (int i = 0; i < 7; i++) {
            append("m" + i);
        }
        List<Message> last = read(ChatRepository.class, chats -> chats.messages(owner, chat, Integer.MAX_VALUE, 3));
        List<Message> before = read(ChatRepository.class, chats -> chats.messages(owner, chat, 5, 3));
        assertThat(last).extracting(Message::seq).containsExactly(5, 6, 7);
        assertThat(before).extracting(Message::seq).containsExactly(2, 3, 4);
    }

    private List<Integer> page(int before, int limit, long maxBytes) {
        return read(ChatRepository.class, chats -> chats.messages(owner, chat, before, limit, maxBytes)).stream()
                .map(Message::seq)
                .toList();
    }

    @Test
    void a_page_ends_with_the_message_that_would_make_it_too_large() {
        newChat(chat, T);
        for (int i = 0; i < 9; i++) {
            append("x".repeat(100_000));
        }
        append("short");
        assertThat(page(Integer.MAX_VALUE, 200, 350_000)).containsExactly(7, 8, 9, 10);
        assertThat(page(7, 200, 350_000)).containsExactly(4, 5, 6);
        assertThat(page(4, 200, 350_000)).containsExactly(1, 2, 3);
        assertThat(page(1, 200, 350_000)).isEmpty();
        assertThat(page(Integer.MAX_VALUE, 2, 350_000)).containsExactly(9, 10);
        assertThat(page(Integer.MAX_VALUE, 200, Long.MAX_VALUE)).hasSize(10);
    }

    @Test
    void a_message_that_is_too_large_alone_is_a_page_of_its_own() {
        newChat(chat, T);
        append("x");
        append("y".repeat(1_000_000));
        append("z");
        assertThat(page(4, 200, 500_000)).containsExactly(3);
        assertThat(page(3, 200, 500_000)).containsExactly(2);
        assertThat(page(2, 200, 500_000)).containsExactly(1);
        assertThat(page(3, 200, 0)).containsExactly(2);
    }

    @Test
    void a_character_counts_for_a_byte_at_least() {
        newChat(chat, T);
        for (int i = 0; i < 5; i++) {
            append("ж\n".repeat(50_000));
        }
        assertThat(page(6, 200, 350_000)).hasSizeBetween(1, 3).endsWith(5);
        assertThat(page(6, 200, 5_000_000)).hasSize(5);
    }

    @Test
    void pages_of_chats_join_over_equal_times() {
        for (int i = 0; i < 7; i++) {
            newChat(new ChatId(UUID.randomUUID()), T.plusSeconds(i / 3));
        }
        List<ChatId> seen = new ArrayList<>();
        Optional<ChatRepository.ListPosition> after = Optional.empty();
        List<ChatSession> page;
        do {
            Optional<ChatRepository.ListPosition> from = after;
            page = read(ChatRepository.class, chats -> chats.list(owner, from, 2));
            page.forEach(session -> seen.add(session.id()));
            after = page.isEmpty()
                    ? after
                    : Optional.of(new ChatRepository.ListPosition(
                            page.get(page.size() - 1).updatedAt(),
                            page.get(page.size() - 1).id()));
        } while (!page.isEmpty());
        assertThat(seen).hasSize(7).doesNotHaveDuplicates();
    }

    @Test
    void a_run_is_active_until_it_has_ended() {
        newChat(chat, T);
        Message message = append("x");
        Run run = new Run(new RunId(UUID.randomUUID()), message.id(), RunStatus.RUNNING, T, null, null, null);
        RunRecord record = new RunRecord(owner, run, NODE, 1, 0, "key");
        write(RunRepository.class, runs -> {
            runs.insert(record);
            return true;
        });
        optional(read(RunRepository.class, runs -> runs.active(owner, chat))).contains(record);
        optional(read(RunRepository.class, runs -> runs.active(stranger, chat))).isEmpty();
        optional(read(RunRepository.class, runs -> runs.findByKey(owner, "key")))
                .contains(record);
        optional(read(RunRepository.class, runs -> runs.findByKey(stranger, "key")))
                .isEmpty();
        list(read(RunRepository.class, RunRepository::allRunning)).containsExactly(record);
        Run ended = new Run(run.id(), message.id(), RunStatus.COMPLETED, T, T.plusSeconds(1), null, null);
        flag(write(RunRepository.class, runs -> runs.update(stranger, ended))).isFalse();
        flag(write(RunRepository.class, runs -> runs.update(owner, ended))).isTrue();
        optional(read(RunRepository.class, runs -> runs.active(owner, chat))).isEmpty();
    }

    @Test
    void deleting_a_chat_deletes_its_messages_and_runs() {
        newChat(chat, T);
        MessageId message = append("x").id();
        Run run = new Run(new RunId(UUID.randomUUID()), message, RunStatus.RUNNING, T, null, null, null);
        write(RunRepository.class, runs -> {
            runs.insert(new RunRecord(owner, run, NODE, 1, 0, null));
            return true;
        });
        flag(write(ChatRepository.class, chats -> chats.delete(owner, chat))).isTrue();
        list(read(RunRepository.class, RunRepository::allRunning)).isEmpty();
        optional(read(ChatRepository.class, chats -> chats.message(owner, message)))
                .isEmpty();
    }

    @Test
    void long_text_is_whole_for_readers_while_it_is_replaced() throws Exception {
        newChat(chat, T);
        Message message = append("");
        AtomicInteger turn = new AtomicInteger();
        List<Boolean> whole = atOnce(6, () -> {
            boolean writes = turn.getAndIncrement() % 2 == 0;
            boolean all = true;
            for (int i = 0; i < 40; i++) {
                List<Part> parts = List.of(new Part.Text(("" + (char) ('a' + i % 26)).repeat(20_000 + i)));
                all &= writes
                        ? write(ChatRepository.class, chats -> chats.update(owner, replaced(message, parts)))
                        : isWhole(read(ChatRepository.class, chats -> chats.messages(owner, chat, 9, 9))
                                .get(0)
                                .text());
            }
            return all;
        });
        assertThat(whole).containsOnly(true);
    }

    private static Message replaced(Message m, List<Part> parts) {
        return new Message(m.id(), m.seq(), m.parent(), m.role(), parts, m.status(), m.createdAt(), m.run(), m.error());
    }

    private static boolean isWhole(String text) {
        return text.isEmpty()
                || (text.length() >= 20_000 && text.chars().distinct().count() == 1);
    }

    @Test
    void a_million_characters_of_any_script_come_back_as_they_were() {
        newChat(chat, T);
        String text = "😀\u0001\u200D𝔘ß\u202Eمرحبا 你好 \\u0000 ".repeat(40_000) + ODD;
        Message message = append(text);
        optional(read(ChatRepository.class, chats -> chats.message(owner, message.id())))
                .hasValueSatisfying(found -> assertThat(found.text()).isEqualTo(text));
        StreamId stream = StreamId.of(chat);
        write(EventRepository.class, events -> events.append(List.of(new EventDraft(stream, "test", T, text))));
        assertThat(read(EventRepository.class, events -> events.read(stream, 0, 1))
                        .get(0)
                        .json())
                .isEqualTo(text);
    }

    @Test
    void pages_of_chats_with_one_time_are_in_one_order_whatever_the_page() {
        List<ChatId> ids = new ArrayList<>();
        for (String id : List.of(
                "00000000-0000-4000-8000-000000000000",
                "7fffffff-ffff-4fff-bfff-ffffffffffff",
                "80000000-0000-4000-8000-000000000000",
                "ffffffff-ffff-4fff-bfff-ffffffffffff")) {
            ids.add(new ChatId(UUID.fromString(id)));
        }
        ids.forEach(id -> newChat(id, T));
        List<ChatId> whole = read(ChatRepository.class, chats -> chats.list(owner, Optional.empty(), 9)).stream()
                .map(ChatSession::id)
                .toList();
        assertThat(whole).containsExactlyInAnyOrderElementsOf(ids);
        List<ChatId> single = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            Optional<ChatRepository.ListPosition> after = single.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new ChatRepository.ListPosition(T, single.get(single.size() - 1)));
            read(ChatRepository.class, chats -> chats.list(owner, after, 1)).forEach(found -> single.add(found.id()));
        }
        assertThat(single).isEqualTo(whole);
        list(read(
                        ChatRepository.class,
                        chats -> chats.list(owner, Optional.of(new ChatRepository.ListPosition(T, whole.get(3))), 9)))
                .isEmpty();
    }

    @Test
    void what_was_deleted_is_gone_and_its_neighbours_are_not() {
        ChatId before = new ChatId(UUID.randomUUID());
        ChatId after = new ChatId(UUID.randomUUID());
        List<ChatId> all = List.of(before, chat, after);
        all.forEach(id -> newChat(id, T));
        all.forEach(id -> appendEvents(StreamId.of(id), 2));
        all.forEach(id -> write(
                ChatRepository.class,
                chats -> chats.append(
                        owner,
                        id,
                        new NewMessage(
                                null,
                                MessageRole.USER,
                                List.of(new Part.Text("x")),
                                MessageStatus.COMPLETE,
                                T,
                                null))));
        storage().write(unit -> {
            unit.get(EventRepository.class).delete(StreamId.of(chat), owner);
            return unit.get(ChatRepository.class).delete(owner, chat);
        });
        optional(read(ChatRepository.class, chats -> chats.find(owner, chat))).isEmpty();
        list(read(ChatRepository.class, chats -> chats.messages(owner, chat, 99, 99)))
                .isEmpty();
        list(read(EventRepository.class, events -> events.read(StreamId.of(chat), 0, 99)))
                .isEmpty();
        for (ChatId neighbour : List.of(before, after)) {
            list(read(ChatRepository.class, chats -> chats.messages(owner, neighbour, 99, 99)))
                    .hasSize(1);
            list(read(EventRepository.class, events -> events.read(StreamId.of(neighbour), 0, 99)))
                    .hasSize(2);
        }
        newChat(chat, T);
        list(read(ChatRepository.class, chats -> chats.messages(owner, chat, 99, 99)))
                .isEmpty();
        assertThat(appendEvents(StreamId.of(chat), 1).get(0).seq()).isEqualTo(1);
    }

    @Test
    void a_run_of_a_strangers_chat_cannot_be_found_or_changed() {
        newChat(chat, T);
        Message message = append("x");
        Run run = new Run(new RunId(UUID.randomUUID()), message.id(), RunStatus.RUNNING, T, null, null, null);
        write(RunRepository.class, runs -> {
            runs.insert(new RunRecord(owner, run, NODE, 1, 0, "key"));
            return true;
        });
        optional(read(RunRepository.class, runs -> runs.find(stranger, run.id())))
                .isEmpty();
        optional(read(RunRepository.class, runs -> runs.find(owner, run.id()))).isPresent();
        LoginId login = new LoginId(UUID.randomUUID());
        write(LoginRepository.class, logins -> loginOf(logins, login));
        write(LoginRepository.class, logins -> {
            logins.touch(stranger, login, T.plusSeconds(5), T.plusSeconds(500));
            return true;
        });
        assertThat(read(LoginRepository.class, logins -> logins.find(owner, login))
                        .orElseThrow()
                        .lastUsedAt())
                .isEqualTo(T);
    }

    @Test
    void chats_that_were_not_changed_for_long_are_found_whoever_owns_them() {
        ChatId old = new ChatId(UUID.randomUUID());
        ChatId older = new ChatId(UUID.randomUUID());
        newChat(chat, T);
        newChat(old, T.minusSeconds(10));
        write(ChatRepository.class, chats -> {
            chats.insert(stranger, TenantId.DEFAULT, new ChatSession(older, ODD, "echo", T, T.minusSeconds(20), 0));
            return true;
        });
        list(read(ChatRepository.class, chats -> chats.changedBefore(T, 9)))
                .containsExactly(new ChatRepository.Owned(stranger, older), new ChatRepository.Owned(owner, old));
        list(read(ChatRepository.class, chats -> chats.changedBefore(T, 1)))
                .containsExactly(new ChatRepository.Owned(stranger, older));
        list(read(ChatRepository.class, chats -> chats.changedBefore(T.minusSeconds(20), 9)))
                .isEmpty();
    }
}
