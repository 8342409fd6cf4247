package dev.chatagent.testkit.runtime;

import static dev.chatagent.testkit.runtime.Fixture.assertRefused;
import static dev.chatagent.testkit.runtime.Fixture.atOnce;
import static dev.chatagent.testkit.runtime.Fixture.draft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.agent.AgentEvent;
import dev.chatagent.agent.AgentPrompt.Speaker;
import dev.chatagent.agent.AgentPrompt.Turn;
import dev.chatagent.agent.Usage;
import dev.chatagent.auth.Principal;
import dev.chatagent.chat.ChatRepository;
import dev.chatagent.chat.ChatSession;
import dev.chatagent.chat.Chats;
import dev.chatagent.chat.Draft;
import dev.chatagent.chat.Message;
import dev.chatagent.chat.MessagePage;
import dev.chatagent.chat.MessageRole;
import dev.chatagent.chat.MessageStatus;
import dev.chatagent.chat.Sent;
import dev.chatagent.chat.SessionPage;
import dev.chatagent.config.RunConflict;
import dev.chatagent.config.Settings;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.event.StreamId;
import dev.chatagent.id.ChatId;
import dev.chatagent.id.MessageId;
import dev.chatagent.id.RunId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChatsTest {
    private final ScriptedAgent agent = new ScriptedAgent();
    private final Fixture fixture = new Fixture(b -> b.agent("scripted", agent));
    private final Chats chats = fixture.runtime.chats();
    private final Principal ada = fixture.person("ada");

    @AfterEach
    void close() {
        fixture.close();
    }

    private ChatSession chat() {
        return fixture.chat(ada);
    }

    private Message answer(ChatId chat) {
        List<Message> items = chats.messages(ada, chat, Optional.empty(), 200).items();
        return items.get(items.size() - 1);
    }

    /** One question with its whole answer. */
    private void exchange(ChatId chat, String question, String answer) throws InterruptedException {
        try (Fixture.Watch watch = fixture.watch(ada, chat, -1)) {
            chats.send(ada, chat, draft(question));
            agent.next().say(answer).end();
            watch.awaitEnd();
        }
    }

    @Test
    void new_chat_is_empty_and_found() {
        ChatSession session = chats.create(ada, Optional.of(" My\nchat "), Optional.of("echo"));
        assertThat(session.title()).isEqualTo("My chat");
        assertThat(session.agent()).isEqualTo("echo");
        assertThat(chats.get(ada, session.id())).isEqualTo(session);
        assertThat(chats.messages(ada, session.id(), Optional.empty(), 10).items())
                .isEmpty();
    }

    @Test
    void unknown_agent_and_long_title_are_refused() {
        assertRefused(ErrorCode.INVALID_REQUEST, () -> chats.create(ada, Optional.empty(), Optional.of("nobody")));
        assertRefused(
                ErrorCode.INVALID_REQUEST, () -> chats.create(ada, Optional.of("x".repeat(121)), Optional.empty()));
    }

    @Test
    void pages_of_chats_hold_each_once_last_changed_first() {
        List<ChatSession> made = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            made.add(0, chat());
            if (i % 3 == 0) {
                fixture.clock.advance(Duration.ofSeconds(1));
            }
        }
        List<ChatSession> listed = new ArrayList<>();
        Optional<ChatRepository.ListPosition> after = Optional.empty();
        do {
            SessionPage page = chats.list(ada, after, 4);
            listed.addAll(page.items());
            after = Optional.ofNullable(page.next());
        } while (after.isPresent());
        assertThat(listed).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(made);
        assertThat(listed).isSortedAccordingTo((a, b) -> b.updatedAt().compareTo(a.updatedAt()));
        assertThat(chats.list(fixture.person("bob"), Optional.empty(), 200).items())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 201, Integer.MAX_VALUE})
    void page_size_out_of_range_is_refused(int limit) {
        ChatSession session = chat();
        assertRefused(ErrorCode.INVALID_REQUEST, () -> chats.list(ada, Optional.empty(), limit));
        assertRefused(ErrorCode.INVALID_REQUEST, () -> chats.messages(ada, session.id(), Optional.empty(), limit));
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 1})
    void nothing_is_before_the_first_message(int before) throws Exception {
        ChatSession session = chat();
        exchange(session.id(), "q", "a");
        MessagePage page = chats.messages(ada, session.id(), Optional.of(before), 10);
        assertThat(page.items()).isEmpty();
        assertThat(page.before()).isNull();
    }

    @Test
    void pages_of_messages_hold_each_once_in_order() throws Exception {
        ChatSession session = chat();
        for (int i = 0; i < 5; i++) {
            exchange(session.id(), "q" + i, "a" + i);
        }
        List<Integer> seqs = new ArrayList<>();
        Optional<Integer> before = Optional.empty();
        do {
            MessagePage page = chats.messages(ada, session.id(), before, 3);
            seqs.addAll(0, page.items().stream().map(Message::seq).toList());
            before = Optional.ofNullable(page.before());
        } while (before.isPresent());
        assertThat(seqs).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        assertThat(chats.get(ada, session.id()).messageCount()).isEqualTo(10);
    }

    @Test
    void rename_changes_the_title_and_tells_the_owner() {
        ChatSession session = chat();
        try (Fixture.Watch watch = fixture.new Watch(ada, StreamId.of(ada.user()), -1)) {
            assertThat(chats.rename(ada, session.id(), "New").title()).isEqualTo("New");
            watch.await("session.updated");
        }
        assertThat(chats.get(ada, session.id()).title()).isEqualTo("New");
    }

    @Test
    void deleted_chat_is_gone_with_everything_and_its_run_is_stopped() throws Exception {
        ChatSession session = chat();
        Sent sent = chats.send(ada, session.id(), draft("hello"));
        ScriptedAgent.Turn turn = agent.next().say("some");
        chats.delete(ada, session.id());
        Fixture.await(turn.closed);
        turn.say("more").end();
        assertRefused(ErrorCode.NOT_FOUND, () -> chats.get(ada, session.id()));
        assertRefused(ErrorCode.NOT_FOUND, () -> chats.messages(ada, session.id(), Optional.empty(), 1));
        assertRefused(
                ErrorCode.NOT_FOUND,
                () -> chats.cancel(ada, session.id(), sent.run().id()));
        assertRefused(ErrorCode.NOT_FOUND, () -> chats.delete(ada, session.id()));
        assertThat(chats.list(ada, Optional.empty(), 10).items()).isEmpty();
    }

    @Test
    void foreign_chat_does_not_exist() throws Exception {
        ChatSession session = chat();
        Sent sent = chats.send(ada, session.id(), draft("hello", "key"));
        ScriptedAgent.Turn turn = agent.next();
        Principal eve = fixture.person("eve");
        ChatId id = session.id();
        List<ThrowingCallable> calls = List.of(
                () -> chats.get(eve, id),
                () -> chats.rename(eve, id, "mine"),
                () -> chats.delete(eve, id),
                () -> chats.messages(eve, id, Optional.empty(), 10),
                () -> chats.send(eve, id, draft("hi")),
                () -> chats.send(eve, id, draft("hi", "key")),
                () -> chats.cancel(eve, id, sent.run().id()),
                () -> fixture.runtime.events().subscribe(eve, StreamId.of(id), 0, e -> {}),
                () -> fixture.runtime.events().subscribe(eve, StreamId.of(ada.user()), 0, e -> {}),
                () -> chats.get(ada, new ChatId(UUID.randomUUID())),
                () -> chats.cancel(ada, id, new RunId(UUID.randomUUID())),
                () -> chats.cancel(ada, chat().id(), sent.run().id()));
        calls.forEach(call -> assertRefused(ErrorCode.NOT_FOUND, call));
        assertThat(turn.cancelled.getCount()).isEqualTo(1);
        assertThat(chats.get(ada, id).title()).isEqualTo("hello");
    }

    @Test
    void foreign_send_does_not_stop_the_answer_when_sends_interrupt() throws Exception {
        ScriptedAgent other = new ScriptedAgent();
        try (Fixture interrupting = new Fixture(b -> b.agent("scripted", other)
                .settings(Fixture.settings().with(Settings.RUN_CONFLICT, RunConflict.INTERRUPT)))) {
            Principal owner = interrupting.person("ada");
            Principal eve = interrupting.person("eve");
            ChatSession session = interrupting.chat(owner);
            interrupting.runtime.chats().send(owner, session.id(), draft("hello", "key"));
            ScriptedAgent.Turn turn = other.next().say("go");
            assertRefused(
                    ErrorCode.NOT_FOUND, () -> interrupting.runtime.chats().send(eve, session.id(), draft("hi")));
            Sent again = interrupting.runtime.chats().send(owner, session.id(), draft("hello", "key"));
            try (Fixture.Watch watch = interrupting.watch(owner, session.id(), 0)) {
                turn.say(" on").end();
                watch.await("run.completed");
            }
            assertThat(interrupting
                            .runtime
                            .chats()
                            .messages(owner, session.id(), Optional.empty(), 10)
                            .items())
                    .hasSize(2);
            assertThat(again.message().seq()).isEqualTo(1);
        }
    }

    @Test
    void send_interrupts_the_running_answer_when_set_so() throws Exception {
        ScriptedAgent other = new ScriptedAgent();
        try (Fixture interrupting = new Fixture(b -> b.agent("scripted", other)
                .settings(Fixture.settings().with(Settings.RUN_CONFLICT, RunConflict.INTERRUPT)))) {
            Principal owner = interrupting.person("ada");
            ChatSession session = interrupting.chat(owner);
            interrupting.runtime.chats().send(owner, session.id(), draft("one"));
            ScriptedAgent.Turn turn = other.next().say("par");
            interrupting.runtime.chats().send(owner, session.id(), draft("two"));
            Fixture.await(turn.cancelled);
            List<Message> items = interrupting
                    .runtime
                    .chats()
                    .messages(owner, session.id(), Optional.empty(), 10)
                    .items();
            assertThat(items.get(1).status()).isEqualTo(MessageStatus.CANCELLED);
            assertThat(items.get(1).text()).isEqualTo("par");
            assertThat(items).hasSize(4);
        }
    }

    @Test
    void answer_is_streamed_stored_and_counted() throws Exception {
        ChatSession session = chat();
        try (Fixture.Watch watch = fixture.watch(ada, session.id(), 0)) {
            Sent sent = chats.send(ada, session.id(), draft("What is it?"));
            assertThat(sent.message().role()).isEqualTo(MessageRole.USER);
            ScriptedAgent.Turn turn = agent.next().say("It ").say("is");
            watch.await("message.delta");
            turn.tell(new AgentEvent.UsageReport(new Usage(3, 2)));
            turn.end();
            watch.awaitEnd();
            assertThat(watch.types()).startsWith("message.created", "run.started", "message.created");
            assertThat(watch.types()).endsWith("message.completed", "run.completed");
            assertThat(watch.events().get(watch.events().size() - 1).json())
                    .contains("\"inputTokens\":3", "\"outputTokens\":2", "completed");
            Fixture.await(turn.closed);
        }
        assertThat(answer(session.id()).text()).isEqualTo("It is");
        assertThat(answer(session.id()).status()).isEqualTo(MessageStatus.COMPLETE);
        assertThat(chats.get(ada, session.id()).title()).isEqualTo("What is it?");
    }

    @Test
    void agent_hears_what_was_said_before() throws Exception {
        ChatSession session = chat();
        exchange(session.id(), "one", "two");
        chats.send(ada, session.id(), draft("three"));
        ScriptedAgent.Turn turn = agent.next();
        assertThat(turn.prompt.text()).isEqualTo("three");
        assertThat(turn.prompt.history())
                .containsExactly(new Turn(Speaker.PERSON, "one"), new Turn(Speaker.AGENT, "two"));
    }

    @Test
    void same_idempotency_key_sends_once_under_concurrency() throws Exception {
        ChatSession session = chat();
        List<Optional<Sent>> sent = atOnce(20, () -> chats.send(ada, session.id(), draft("hello", "key-1")));
        assertThat(sent).allMatch(Optional::isPresent);
        assertThat(sent.stream().map(s -> s.orElseThrow().run().id()).distinct())
                .hasSize(1);
        agent.next().say("x").end();
        assertThat(chats.get(ada, session.id()).messageCount()).isEqualTo(2);
        assertThat(agent.asked()).isFalse();
        ChatSession other = chat();
        assertRefused(ErrorCode.CONFLICT, () -> chats.send(ada, other.id(), draft("hello", "key-1")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "ключ", "a\u0000"})
    void bad_idempotency_key_is_refused(String key) {
        assertRefused(ErrorCode.INVALID_REQUEST, () -> draft("hello", key));
    }

    @Test
    void empty_and_huge_messages_are_refused() {
        assertRefused(ErrorCode.INVALID_REQUEST, () -> draft(" \n"));
        assertRefused(ErrorCode.INVALID_REQUEST, () -> draft("x".repeat(200_001)));
    }

    @Test
    void second_message_is_refused_while_the_answer_is_written() throws Exception {
        ChatSession session = chat();
        List<Optional<Sent>> sent = atOnce(10, () -> chats.send(ada, session.id(), draft("hello")));
        assertThat(sent.stream().filter(Optional::isPresent)).hasSize(1);
        assertRefused(ErrorCode.RUN_IN_PROGRESS, () -> chats.send(ada, session.id(), draft("again")));
        try (Fixture.Watch watch = fixture.watch(ada, session.id(), 0)) {
            agent.next().say("done").end();
            watch.awaitEnd();
        }
        assertThat(chats.send(ada, session.id(), draft("again"))).isNotNull();
    }

    @Test
    void parent_is_of_the_same_chat() throws Exception {
        ChatSession session = chat();
        exchange(session.id(), "q", "a");
        MessageId parent = new MessageId(session.id(), 2);
        for (MessageId bad : List.of(new MessageId(session.id(), 3), new MessageId(chat().id(), 1))) {
            assertRefused(
                    ErrorCode.INVALID_REQUEST,
                    () -> chats.send(ada, session.id(), new Draft("x", Optional.of(bad), Optional.empty())));
        }
        Sent sent = chats.send(ada, session.id(), new Draft("x", Optional.of(parent), Optional.empty()));
        assertThat(sent.message().parent()).isEqualTo(parent);
    }

    @Test
    void cancel_keeps_the_text_so_far_and_tells_the_agent() throws Exception {
        ChatSession session = chat();
        Sent sent = chats.send(ada, session.id(), draft("hello"));
        try (Fixture.Watch watch = fixture.watch(ada, session.id(), 0)) {
            ScriptedAgent.Turn turn = agent.next().say("half an ");
            watch.await("message.delta");
            chats.cancel(ada, session.id(), sent.run().id());
            Fixture.await(turn.cancelled);
            turn.say("answer").end();
            watch.await("run.cancelled");
            assertThat(watch.types()).endsWith("message.completed", "run.cancelled");
        }
        assertThat(answer(session.id()).text()).isEqualTo("half an ");
        assertThat(answer(session.id()).status()).isEqualTo(MessageStatus.CANCELLED);
        chats.cancel(ada, session.id(), sent.run().id());
    }

    @Test
    void run_goes_on_when_everybody_has_left() throws Exception {
        ChatSession session = chat();
        Fixture.Watch left = fixture.watch(ada, session.id(), 0);
        chats.send(ada, session.id(), draft("hello"));
        ScriptedAgent.Turn turn = agent.next().say("one ");
        left.await("message.delta");
        left.close();
        turn.say("two").end();
        try (Fixture.Watch back = fixture.watch(ada, session.id(), 0)) {
            back.awaitEnd();
        }
        assertThat(left.types()).doesNotContain("run.completed");
        assertThat(answer(session.id()).text()).isEqualTo("one two");
    }

    @Test
    void failing_agent_fails_the_run_with_its_message() throws Exception {
        ChatSession session = chat();
        try (Fixture.Watch watch = fixture.watch(ada, session.id(), 0)) {
            chats.send(ada, session.id(), draft("hello"));
            agent.next().say("so far").tell(new AgentEvent.Failed(ErrorCode.AGENT_UNAVAILABLE, "It is gone."));
            watch.await("run.failed");
        }
        Message answer = answer(session.id());
        assertThat(answer.text()).isEqualTo("so far");
        assertThat(answer.status()).isEqualTo(MessageStatus.FAILED);
        assertThat(answer.error()).isNotNull();
        assertThat(answer.error().message()).isEqualTo("It is gone.");
    }

    private static void assertFails(Throwable thrown, ErrorCode code, String message) {
        try (Fixture fixture = new Fixture(b -> b.agent("broken", (spec, sink) -> {
            if (thrown instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) thrown;
        }))) {
            Principal ada = fixture.person("ada");
            ChatSession session = fixture.chat(ada);
            try (Fixture.Watch watch = fixture.watch(ada, session.id(), 0)) {
                fixture.runtime.chats().send(ada, session.id(), draft("hello"));
                watch.await("run.failed");
                assertThat(watch.events().get(watch.events().size() - 1).json())
                        .contains(code.wireName(), message)
                        .doesNotContain("secret");
            }
        }
    }

    @Test
    void throwing_connector_fails_the_run() {
        assertFails(
                new ChatAgentException(ErrorCode.AGENT_UNAVAILABLE, "Start it first."),
                ErrorCode.AGENT_UNAVAILABLE,
                "Start it first.");
        assertFails(new IllegalStateException("secret"), ErrorCode.INTERNAL, "could not be started");
        assertFails(new NoClassDefFoundError("secret"), ErrorCode.INTERNAL, "could not be started");
    }

    @Test
    void answer_that_takes_too_long_is_stopped() throws Exception {
        ScriptedAgent slow = new ScriptedAgent();
        try (Fixture timed = new Fixture(b -> b.agent("slow", slow)
                .settings(Fixture.settings().with(Settings.RUN_TIMEOUT, Duration.ofMillis(300))))) {
            Principal owner = timed.person("ada");
            ChatSession session = timed.chat(owner);
            try (Fixture.Watch watch = timed.watch(owner, session.id(), 0)) {
                timed.runtime.chats().send(owner, session.id(), draft("hello"));
                ScriptedAgent.Turn turn = slow.next().say("so far");
                watch.await("run.failed");
                Fixture.await(turn.cancelled);
                assertThat(watch.events().get(watch.events().size() - 1).json())
                        .doesNotContain("0 minutes")
                        .contains("agent_unavailable");
            }
        }
    }

    @Test
    void close_marks_running_answers_as_interrupted_with_their_text() throws Exception {
        ChatSession session = chat();
        Sent sent = chats.send(ada, session.id(), draft("hello"));
        ScriptedAgent.Turn turn = agent.next();
        try (Fixture.Watch watch = fixture.watch(ada, session.id(), 0)) {
            turn.say("so far");
            watch.await("message.delta");
            fixture.close();
            assertThat(watch.types()).endsWith("message.completed", "run.interrupted");
        }
        Fixture.await(turn.closed);
        Fixture.await(agent.closed);
        Message stored = fixture.storage.read(unit -> unit.get(ChatRepository.class)
                .message(ada.user(), sent.run().messageId())
                .orElseThrow());
        assertThat(stored.text()).isEqualTo("so far");
        assertThat(stored.status()).isEqualTo(MessageStatus.INTERRUPTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000b", "a\uD83Db", "a\uDC0Eb"})
    void text_that_cannot_be_stored_is_replaced_and_the_page_can_be_read(String text) throws Exception {
        ChatSession session = chat();
        try (Fixture.Watch watch = fixture.watch(ada, session.id(), 0)) {
            chats.send(ada, session.id(), draft("hello"));
            ScriptedAgent.Turn turn = agent.next().say(text);
            watch.await("message.delta");
            assertThat(answer(session.id()).text()).isEqualTo("a\uFFFDb");
            turn.end();
            watch.awaitEnd();
        }
        assertThat(answer(session.id()).text()).isEqualTo("a\uFFFDb");
    }

    @Test
    void character_cut_between_two_deltas_arrives_whole() throws Exception {
        ChatSession session = chat();
        try (Fixture.Watch watch = fixture.watch(ada, session.id(), 0)) {
            chats.send(ada, session.id(), draft("hello"));
            ScriptedAgent.Turn turn = agent.next().say("a\uD83D");
            watch.await("message.delta");
            turn.say("\uDC0Eb").say("c\uD83D").end();
            watch.awaitEnd();
        }
        assertThat(answer(session.id()).text()).isEqualTo("a\uD83D\uDC0Ebc\uFFFD");
    }
}
