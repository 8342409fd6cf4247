package dev.chatagent.chat;

import dev.chatagent.agent.Usage;
import dev.chatagent.event.EventLog;
import dev.chatagent.event.StreamId;
import dev.chatagent.id.ChatId;
import dev.chatagent.id.UserId;
import dev.chatagent.storage.Storage;
import dev.chatagent.storage.UnitOfWork;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Writes what runs do: text as it comes, and the end. Each call is one unit of work. Thread-safe. */
final class RunWriter {
    private final Storage storage;
    private final EventLog log;
    private final Clock clock;
    private final PartialTexts partialTexts;

    RunWriter(Storage storage, EventLog log, Clock clock) {
        this.storage = storage;
        this.log = log;
        this.clock = clock;
        this.partialTexts = new PartialTexts(log);
    }

    /** How a run ended. */
    record Ending(
            RunStatus status,
            @Nullable Usage usage,
            @Nullable Failure failure) {}

    /**
     * More text; and the end, when it has come.
     *
     * @return whether the run was still going: of one that has ended elsewhere, or whose chat is gone, nothing is kept
     */
    boolean write(RunRecord record, String delta, String fullText, @Nullable Ending ending) {
        return storage.write(unit -> {
            if (!running(unit, record)) {
                return false;
            }
            if (!delta.isEmpty()) {
                log.append(
                        unit,
                        StreamId.of(chat(record)),
                        new ChatEvent.MessageDelta(record.run().messageId(), delta));
            }
            if (ending != null) {
                end(unit, record, fullText, ending);
            }
            return true;
        });
    }

    /** Ends a run that nobody carries on any more, with the text that had been stored. */
    void interrupt(RunRecord record) {
        storage.write(unit -> {
            if (running(unit, record)) {
                end(unit, record, partialTexts.read(unit, record), new Ending(RunStatus.INTERRUPTED, null, null));
            }
            return true;
        });
    }

    private static boolean running(UnitOfWork unit, RunRecord record) {
        return unit.get(RunRepository.class)
                .find(record.owner(), record.run().id())
                .filter(stored -> stored.run().status() == RunStatus.RUNNING)
                .isPresent();
    }

    private void end(UnitOfWork unit, RunRecord record, String text, Ending ending) {
        UserId owner = record.owner();
        ChatRepository chats = unit.get(ChatRepository.class);
        Run run = record.run()
                .ended(
                        ending.status(),
                        clock.instant().truncatedTo(ChronoUnit.MILLIS),
                        ending.usage(),
                        ending.failure());
        unit.get(RunRepository.class).update(owner, run);
        Message message = chats.message(owner, run.messageId())
                .orElseThrow()
                .with(ending.status().messageStatus(), text, ending.failure());
        chats.update(owner, message);
        log.append(unit, StreamId.of(chat(record)), new ChatEvent.MessageCompleted(message), ChatEvent.ended(run));
    }

    private static ChatId chat(RunRecord record) {
        return record.run().messageId().chat();
    }
}
