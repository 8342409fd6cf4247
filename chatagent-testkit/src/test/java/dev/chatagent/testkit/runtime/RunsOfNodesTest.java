package dev.chatagent.testkit.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.auth.Principal;
import dev.chatagent.chat.ChatSession;
import dev.chatagent.chat.MessageStatus;
import dev.chatagent.chat.Run;
import dev.chatagent.chat.RunRecord;
import dev.chatagent.chat.RunRepository;
import dev.chatagent.chat.RunStatus;
import dev.chatagent.id.NodeId;
import dev.chatagent.id.RunId;
import dev.chatagent.storage.NodeRepository;
import dev.chatagent.storage.memory.InMemoryStorage;
import dev.chatagent.testkit.SharedStorage;
import dev.chatagent.testkit.TestClock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whose run it is when several nodes share a database. */
class RunsOfNodesTest {
    private static final Duration DEAD = Duration.ofSeconds(31);

    private final SharedStorage storage = new SharedStorage(InMemoryStorage.create());
    private final TestClock clock = TestClock.create();
    private final ScriptedAgent agent = new ScriptedAgent();
    private final Fixture here = node();
    private final Principal ada = here.person("ada");
    private final ChatSession chat = here.chat(ada);

    private Fixture node() {
        return new Fixture(builder -> builder.storage(storage).clock(clock).agent("scripted", agent));
    }

    @AfterEach
    void close() {
        here.close();
    }

    private RunRecord running() {
        List<RunRecord> all = storage.read(unit -> unit.get(RunRepository.class).allRunning());
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private RunStatus status(RunRecord record) {
        Optional<RunRecord> now = storage.read(unit ->
                unit.get(RunRepository.class).find(ada.user(), record.run().id()));
        return now.orElseThrow().run().status();
    }

    @Test
    void a_node_that_starts_leaves_the_runs_of_the_others_alone() throws Exception {
        here.runtime.chats().send(ada, chat.id(), Fixture.draft("hello"));
        ScriptedAgent.Turn turn = agent.next();
        RunRecord record = running();
        node().close();
        try (Fixture.Watch watch = here.watch(ada, chat.id(), 0)) {
            turn.say("still here");
            watch.await("message.delta");
        }
        assertThat(status(record)).isEqualTo(RunStatus.RUNNING);
        turn.end();
    }

    @Test
    void the_runs_of_a_node_that_gives_no_sign_of_life_are_interrupted() throws Exception {
        NodeId other = new NodeId(UUID.randomUUID());
        here.runtime.chats().send(ada, chat.id(), Fixture.draft("hello"));
        ScriptedAgent.Turn turn = agent.next();
        RunRecord own = running();
        RunRecord foreign = new RunRecord(
                own.owner(),
                new Run(
                        new RunId(UUID.randomUUID()),
                        own.run().messageId(),
                        RunStatus.RUNNING,
                        clock.instant(),
                        null,
                        null,
                        null),
                other,
                own.prompt(),
                own.eventsAfter(),
                null);
        storage.write(unit -> {
            unit.get(NodeRepository.class).alive(other, clock.instant());
            unit.get(RunRepository.class).insert(foreign);
            return true;
        });
        node().close();
        assertThat(status(foreign)).as("it is alive").isEqualTo(RunStatus.RUNNING);
        try (Fixture.Watch watch = here.watch(ada, chat.id(), 0)) {
            clock.advance(DEAD);
            watch.await("run.interrupted");
        }
        assertThat(status(foreign)).isEqualTo(RunStatus.INTERRUPTED);
        assertThat(status(own)).as("its own node is alive").isEqualTo(RunStatus.RUNNING);
        turn.end();
    }

    @Test
    void a_node_that_stops_takes_its_sign_back() {
        Fixture there = node();
        assertThat(alive()).isEqualTo(2);
        there.close();
        assertThat(alive()).isEqualTo(1);
    }

    private int alive() {
        return storage.read(unit -> unit.get(NodeRepository.class)
                .aliveSince(clock.instant().minusSeconds(1))
                .size());
    }

    @Test
    void what_its_own_end_left_is_ended_with_its_text() throws Exception {
        here.runtime.chats().send(ada, chat.id(), Fixture.draft("hello"));
        ScriptedAgent.Turn turn = agent.next();
        try (Fixture.Watch watch = here.watch(ada, chat.id(), 0)) {
            turn.say("half");
            watch.await("message.delta");
        }
        here.close();
        assertThat(storage.<Integer>read(
                        unit -> unit.get(RunRepository.class).allRunning().size()))
                .isZero();
        Fixture again = node();
        assertThat(again.runtime
                        .chats()
                        .messages(ada, chat.id(), Optional.empty(), 9)
                        .items()
                        .get(1)
                        .status())
                .isEqualTo(MessageStatus.INTERRUPTED);
        again.close();
    }
}
