package dev.chatagent.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatagent.account.ClientInfo;
import dev.chatagent.account.Email;
import dev.chatagent.account.Login;
import dev.chatagent.account.LoginRepository;
import dev.chatagent.account.OneTimeToken;
import dev.chatagent.account.OneTimeTokenRepository;
import dev.chatagent.account.RefreshToken;
import dev.chatagent.account.User;
import dev.chatagent.account.UserRepository;
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
import dev.chatagent.event.Event;
import dev.chatagent.event.EventDraft;
import dev.chatagent.event.EventRepository;
import dev.chatagent.event.StreamId;
import dev.chatagent.id.ChatId;
import dev.chatagent.id.LoginId;
import dev.chatagent.id.MessageId;
import dev.chatagent.id.RunId;
import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;
import dev.chatagent.storage.Storage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.AbstractBooleanAssert;
import org.assertj.core.api.AbstractIntegerAssert;
import org.assertj.core.api.AbstractLongAssert;
import org.assertj.core.api.ListAssert;
import org.assertj.core.api.OptionalAssert;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link Storage} keeps to. A backend's test extends this and opens an empty storage. */
public abstract class StorageContract {
    private static final Instant T = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final String ODD = "'; DROP TABLE users; -- \" \\ % _ ü 😀 \u202E line\nbreak";

    private @Nullable Storage opened;
    private final UserId owner = new UserId(UUID.randomUUID());
    private final UserId stranger = new UserId(UUID.randomUUID());
    private final ChatId chat = new ChatId(UUID.randomUUID());

    /** An empty storage, not started. */
    protected abstract Storage create() throws Exception;

    private Storage storage() {
        if (opened == null) {
            throw new IllegalStateException("not open");
        }
        return opened;
    }

    @BeforeEach
    void open() throws Exception {
        Storage storage = create();
        storage.start();
        opened = storage;
        write(UserRepository.class, users -> users.insert(user(owner, "Owner@Example.org"), "hash"));
        write(UserRepository.class, users -> users.insert(user(stranger, "stranger@example.org"), "hash"));
    }

    @AfterEach
    void close() {
        storage().close();
    }

    private interface Step<R, T> {
        T on(R repository);
    }

    private <R, T> T write(Class<R> type, Step<R, T> step) {
        return storage().write(unit -> step.on(unit.get(type)));
    }

    private <R, T> T read(Class<R> type, Step<R, T> step) {
        return storage().read(unit -> step.on(unit.get(type)));
    }

    private static User user(UserId id, String email) {
        return new User(id, email, ODD, List.of("user"), TenantId.DEFAULT, T);
    }

    private ChatSession newChat(ChatId id, Instant updated) {
        ChatSession session = new ChatSession(id, ODD, "echo", T, updated, 0);
        return write(ChatRepository.class, chats -> {
            chats.insert(owner, TenantId.DEFAULT, session);
            return session;
        });
    }

    private Message append(String text) {
        NewMessage draft =
                new NewMessage(null, MessageRole.USER, List.of(new Part.Text(text)), MessageStatus.COMPLETE, T, null);
        return write(ChatRepository.class, chats -> chats.append(owner, chat, draft));
    }

    private static <T> List<T> atOnce(int threads, Callable<T> work) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<T> results = new ArrayList<>();
            List<Callable<T>> calls = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                calls.add(work);
            }
            for (Future<T> future : pool.invokeAll(calls)) {
                results.add(future.get());
            }
            return results;
        } finally {
            pool.shutdownNow();
        }
    }

    // AssertJ's assertThat cannot tell a generic result from a predicate; these can.
    private static <T> OptionalAssert<T> optional(Optional<T> actual) {
        return assertThat(actual);
    }

    private static <T> ListAssert<T> list(List<T> actual) {
        return assertThat(actual);
    }

    private static AbstractBooleanAssert<?> flag(boolean actual) {
        return assertThat(actual);
    }

    private static AbstractLongAssert<?> place(long actual) {
        return assertThat(actual);
    }

    private static AbstractIntegerAssert<?> count(int actual) {
        return assertThat(actual);
    }

    @Test
    void a_user_is_found_as_stored() {
        optional(read(UserRepository.class, users -> users.find(owner))).contains(user(owner, "Owner@Example.org"));
    }

    @Test
    void an_address_is_one_account_whatever_its_case() {
        User twin = user(new UserId(UUID.randomUUID()), "OWNER@example.ORG");
        flag(write(UserRepository.class, users -> users.insert(twin, "hash"))).isFalse();
        assertThat(read(
                                UserRepository.class,
                                users -> users.findByEmail(TenantId.DEFAULT, new Email("oWner@example.org")))
                        .orElseThrow()
                        .user()
                        .id())
                .isEqualTo(owner);
    }

    @Test
    void of_many_inserting_one_address_at_once_one_wins() throws Exception {
        List<Boolean> won = atOnce(
                20,
                () -> write(
                        UserRepository.class,
                        users -> users.insert(user(new UserId(UUID.randomUUID()), "New@example.org"), "hash")));
        assertThat(won).containsOnlyOnce(true);
    }

    @Test
    void roles_are_matched_as_a_whole() {
        User admin = new User(
                new UserId(UUID.randomUUID()), "a@example.org", "A", List.of("user", "admin"), TenantId.DEFAULT, T);
        flag(read(UserRepository.class, users -> users.anyWithRole("admin"))).isFalse();
        write(UserRepository.class, users -> users.insert(admin, "hash"));
        flag(read(UserRepository.class, users -> users.anyWithRole("admin"))).isTrue();
        flag(read(UserRepository.class, users -> users.anyWithRole("adm"))).isFalse();
    }

    @Test
    void a_login_lives_until_it_is_revoked_and_only_its_owner_sees_it() {
        LoginId id = new LoginId(UUID.randomUUID());
        Login login =
                new Login(id, owner, TenantId.DEFAULT, new ClientInfo("d", "127.0.0.1"), T, T, T.plusSeconds(60), null);
        write(LoginRepository.class, logins -> {
            logins.insert(login);
            return true;
        });
        optional(read(LoginRepository.class, logins -> logins.find(owner, id))).contains(login);
        optional(read(LoginRepository.class, logins -> logins.find(stranger, id)))
                .isEmpty();
        flag(write(LoginRepository.class, logins -> logins.revoke(stranger, id, T)))
                .isFalse();
        flag(write(LoginRepository.class, logins -> logins.revoke(owner, id, T)))
                .isTrue();
        flag(write(LoginRepository.class, logins -> logins.revoke(owner, id, T)))
                .isFalse();
    }

    @Test
    void the_first_use_of_a_refresh_token_is_kept() {
        LoginId id = new LoginId(UUID.randomUUID());
        write(LoginRepository.class, logins -> {
            logins.insert(
                    new Login(id, owner, TenantId.DEFAULT, new ClientInfo("d", "a"), T, T, T.plusSeconds(60), null));
            logins.insertToken(new RefreshToken("h", owner, id, T.plusSeconds(60), null));
            logins.markUsed("h", T.plusSeconds(1));
            logins.markUsed("h", T.plusSeconds(9));
            return true;
        });
        optional(read(LoginRepository.class, logins -> logins.findToken("h")))
                .contains(new RefreshToken("h", owner, id, T.plusSeconds(60), T.plusSeconds(1)));
        count(write(LoginRepository.class, logins -> logins.prune(T.plusSeconds(61))))
                .isEqualTo(2);
    }

    @Test
    void of_many_taking_a_one_time_token_at_once_one_wins() throws Exception {
        write(OneTimeTokenRepository.class, tokens -> {
            tokens.insert(new OneTimeToken(OneTimeToken.Purpose.SETUP, "h", null, null, T));
            return true;
        });
        optional(write(OneTimeTokenRepository.class, tokens -> tokens.take(OneTimeToken.Purpose.SETUP, "h", T)))
                .isEmpty();
        List<Boolean> won = atOnce(20, () -> write(
                        OneTimeTokenRepository.class,
                        tokens -> tokens.take(OneTimeToken.Purpose.SETUP, "h", T.minusSeconds(1)))
                .isPresent());
        assertThat(won).containsOnlyOnce(true);
    }

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
        RunRecord record = new RunRecord(owner, run, 1, 0, "key");
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
            runs.insert(new RunRecord(owner, run, 1, 0, null));
            return true;
        });
        flag(write(ChatRepository.class, chats -> chats.delete(owner, chat))).isTrue();
        list(read(RunRepository.class, RunRepository::allRunning)).isEmpty();
        optional(read(ChatRepository.class, chats -> chats.message(owner, message)))
                .isEmpty();
    }

    private List<Event> appendEvents(StreamId stream, int count) {
        List<EventDraft> drafts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            drafts.add(new EventDraft(stream, "message.delta", T.plusSeconds(i), "{\"i\":" + i + "}"));
        }
        return write(EventRepository.class, events -> events.append(drafts));
    }

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
