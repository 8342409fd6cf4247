package dev.chatagent.testkit.runtime;

import static dev.chatagent.testkit.runtime.Fixture.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.account.User;
import dev.chatagent.account.UserRepository;
import dev.chatagent.chat.ChatRepository;
import dev.chatagent.chat.ChatSession;
import dev.chatagent.chat.Message;
import dev.chatagent.chat.MessageRole;
import dev.chatagent.chat.MessageStatus;
import dev.chatagent.chat.NewMessage;
import dev.chatagent.chat.Run;
import dev.chatagent.chat.RunRecord;
import dev.chatagent.chat.RunRepository;
import dev.chatagent.chat.RunStatus;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.health.ComponentHealth.Status;
import dev.chatagent.id.ChatId;
import dev.chatagent.id.NodeId;
import dev.chatagent.id.RunId;
import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A runtime whose database cannot be reached when it starts. */
class LateDatabaseTest {
    private static final UserId OWNER = new UserId(UUID.randomUUID());

    private final TroubledStorage storage = new TroubledStorage();

    @AfterEach
    void close() {
        storage.close();
    }

    private ChatAgentRuntime.Builder builder() {
        return ChatAgentRuntime.builder().settings(Fixture.settings()).storage(storage);
    }

    @Test
    void it_starts_says_that_it_is_not_ready_and_catches_up_by_itself() throws Exception {
        storage.down(true);
        CountDownLatch ready = new CountDownLatch(1);
        try (ChatAgentRuntime runtime = builder().start()) {
            runtime.whenReady(ready::countDown);
            assertThat(runtime.health().report().status()).isEqualTo(Status.DOWN);
            assertThat(runtime.health().report().components().get("startup").status())
                    .isEqualTo(Status.DOWN);
            assertRefused(ErrorCode.UNAVAILABLE, () -> runtime.accounts()
                    .register(Fixture.registration("ada@example.org"), Fixture.CLIENT));
            assertThat(ready.getCount()).isEqualTo(1);
            storage.down(false);
            Fixture.await(ready);
            assertThat(runtime.health().report().status()).isEqualTo(Status.UP);
            runtime.accounts().register(Fixture.registration("ada@example.org"), Fixture.CLIENT);
        }
    }

    @Test
    void what_a_crash_left_is_ended_when_the_database_is_back() {
        Run run = leaveRunning();
        storage.down(true);
        CountDownLatch ready = new CountDownLatch(1);
        try (ChatAgentRuntime runtime = builder().start()) {
            runtime.whenReady(ready::countDown);
            storage.down(false);
            Fixture.await(ready);
            Optional<RunRecord> stored =
                    storage.read(unit -> unit.get(RunRepository.class).find(OWNER, run.id()));
            assertThat(stored).map(record -> record.run().status()).contains(RunStatus.INTERRUPTED);
        }
    }

    private Run leaveRunning() {
        ChatId chat = new ChatId(UUID.randomUUID());
        return storage.write(unit -> {
            User ada = new User(OWNER, "a@b.co", "Ada", List.of("user"), TenantId.DEFAULT, Instant.EPOCH);
            unit.get(UserRepository.class).insert(ada, "hash");
            ChatRepository chats = unit.get(ChatRepository.class);
            chats.insert(OWNER, TenantId.DEFAULT, new ChatSession(chat, "", "echo", Instant.EPOCH, Instant.EPOCH, 0));
            RunId id = new RunId(UUID.randomUUID());
            Message answer = chats.append(
                    OWNER,
                    chat,
                    new NewMessage(null, MessageRole.ASSISTANT, List.of(), MessageStatus.STREAMING, Instant.EPOCH, id));
            Run run = new Run(id, answer.id(), RunStatus.RUNNING, Instant.EPOCH, null, null, null);
            unit.get(RunRepository.class).insert(new RunRecord(OWNER, run, new NodeId(UUID.randomUUID()), 0, 0, null));
            return run;
        });
    }

    @Test
    void an_action_for_a_runtime_that_is_ready_runs_at_once() {
        try (ChatAgentRuntime runtime = builder().start()) {
            CountDownLatch ready = new CountDownLatch(1);
            runtime.whenReady(ready::countDown);
            assertThat(ready.getCount()).isZero();
            assertThatThrownBy(() -> runtime.whenReady(null)).isInstanceOf(NullPointerException.class);
        }
    }
}
