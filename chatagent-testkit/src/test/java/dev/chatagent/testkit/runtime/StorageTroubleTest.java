package dev.chatagent.testkit.runtime;

import static dev.chatagent.testkit.runtime.Fixture.assertRefused;
import static dev.chatagent.testkit.runtime.Fixture.draft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.account.User;
import dev.chatagent.account.UserRepository;
import dev.chatagent.auth.Principal;
import dev.chatagent.chat.ChatRepository;
import dev.chatagent.chat.ChatSession;
import dev.chatagent.chat.Message;
import dev.chatagent.chat.MessageStatus;
import dev.chatagent.chat.Run;
import dev.chatagent.chat.RunRecord;
import dev.chatagent.chat.RunRepository;
import dev.chatagent.chat.RunStatus;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.event.EventRepository;
import dev.chatagent.event.StreamId;
import dev.chatagent.id.ChatId;
import dev.chatagent.id.MessageId;
import dev.chatagent.id.NodeId;
import dev.chatagent.id.RunId;
import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of answers and subscriptions when the database fails under them. */
class StorageTroubleTest {
    private final TroubledStorage storage = new TroubledStorage();
    private final ScriptedAgent agent = new ScriptedAgent();
    private final Fixture fixture = new Fixture(b -> b.storage(storage).agent("scripted", agent));
    private final Principal ada = fixture.person("ada");
    private final ChatSession chat = fixture.chat(ada);

    @AfterEach
    void close() {
        storage.down(false);
        fixture.close();
    }

    private Message answer() {
        return fixture.runtime
                .chats()
                .messages(ada, chat.id(), Optional.empty(), 9)
                .items()
                .get(1);
    }

    @Test
    void a_run_that_could_not_be_stored_is_interrupted_with_the_text_that_was_and_the_chat_goes_on() throws Exception {
        fixture.runtime.chats().send(ada, chat.id(), draft("hello"));
        ScriptedAgent.Turn turn = agent.next();
        try (Fixture.Watch watch = fixture.watch(ada, chat.id(), 0)) {
            turn.say("stored ");
            watch.await("message.delta");
            storage.down(true);
            turn.say("lost");
            Fixture.await(turn.closed);
            storage.down(false);
            watch.await("run.interrupted");
        }
        assertThat(answer().text()).isEqualTo("stored ");
        assertThat(answer().status()).isEqualTo(MessageStatus.INTERRUPTED);
        fixture.runtime.chats().send(ada, chat.id(), draft("again"));
        agent.next().end();
    }

    @Test
    void a_send_of_unknown_outcome_blocks_the_chat_for_a_moment_only() throws Exception {
        storage.loseNextAnswer();
        assertRefused(ErrorCode.OUTCOME_UNKNOWN, () -> fixture.runtime.chats().send(ada, chat.id(), draft("hello")));
        try (Fixture.Watch watch = fixture.watch(ada, chat.id(), 0)) {
            watch.await("run.interrupted");
        }
        assertThat(agent.asked()).isFalse();
        fixture.runtime.chats().send(ada, chat.id(), draft("again"));
        agent.next().end();
    }

    @Test
    void a_subscription_that_could_not_read_catches_up_without_another_event() throws Exception {
        fixture.runtime.chats().send(ada, chat.id(), draft("hello"));
        agent.next().end();
        try (Fixture.Watch first = fixture.watch(ada, chat.id(), 0)) {
            first.awaitEnd();
        }
        try (Fixture.Watch watch = fixture.watch(ada, chat.id(), 0, () -> storage.down(true))) {
            storage.down(false);
            watch.awaitEnd();
        }
    }

    @Test
    void text_that_comes_after_its_chat_is_gone_leaves_nothing() throws Exception {
        fixture.runtime.chats().send(ada, chat.id(), draft("hello"));
        ScriptedAgent.Turn turn = agent.next();
        storage.write(unit -> {
            unit.get(EventRepository.class).delete(StreamId.of(chat.id()), ada.user());
            return unit.get(ChatRepository.class).delete(ada.user(), chat.id());
        });
        turn.say("too late");
        Fixture.await(turn.closed);
        long last = storage.read(unit -> unit.get(EventRepository.class).lastSeq(StreamId.of(chat.id())));
        assertThat(last).isZero();
    }

    @Test
    void a_run_that_cannot_be_ended_does_not_keep_the_runtime_from_starting() {
        TroubledStorage broken = new TroubledStorage();
        UserId owner = new UserId(UUID.randomUUID());
        ChatId lost = new ChatId(UUID.randomUUID());
        broken.write(unit -> {
            unit.get(UserRepository.class)
                    .insert(new User(owner, "a@b.co", "", List.of("user"), TenantId.DEFAULT, Instant.EPOCH), "hash");
            unit.get(ChatRepository.class)
                    .insert(
                            owner,
                            TenantId.DEFAULT,
                            new ChatSession(lost, "", "echo", Instant.EPOCH, Instant.EPOCH, 0));
            Run run = new Run(
                    new RunId(UUID.randomUUID()),
                    new MessageId(lost, 7),
                    RunStatus.RUNNING,
                    Instant.EPOCH,
                    null,
                    null,
                    null);
            unit.get(RunRepository.class).insert(new RunRecord(owner, run, new NodeId(UUID.randomUUID()), 6, 0, null));
            return true;
        });
        ChatAgentRuntime.builder()
                .settings(Fixture.settings())
                .storage(broken)
                .start()
                .close();
    }
}
