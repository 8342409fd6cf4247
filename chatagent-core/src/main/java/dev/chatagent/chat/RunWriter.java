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

    /** More text; and the end, when it has come. */
    void write(RunRecord record, String delta, String fullText, @Nullable Ending ending) {
        storage.write(unit -> {
            StreamId stream = StreamId.of(chat(record));
            if (!delta.isEmpty()) {
                log.append(unit, stream, new ChatEvent.MessageDelta(record.run().messageId(), delta));
            }
            return ending == null || end(unit, record, fullText, ending);
        });
    }

    /** Ends a run that a crash left behind, with the text that had been stored. */
    void interrupt(RunRecord record) {
        storage.write(unit ->
                end(unit, record, partialTexts.read(unit, record), new Ending(RunStatus.INTERRUPTED, null, null)));
    }

    private boolean end(UnitOfWork unit, RunRecord record, String text, Ending ending) {
        UserId owner = record.owner();
        ChatRepository chats = unit.get(ChatRepository.class);
        RunRepository runs = unit.get(RunRepository.class);
        boolean running = runs.find(owner, record.run().id())
                .filter(stored -> stored.run().status() == RunStatus.RUNNING)
                .isPresent();
        if (!running) {
            return false;
        }
        Run run = record.run()
                .ended(
                        ending.status(),
                        clock.instant().truncatedTo(ChronoUnit.MILLIS),
                        ending.usage(),
                        ending.failure());
        runs.update(owner, run);
        Message message = chats.message(owner, run.messageId())
                .orElseThrow()
                .with(ending.status().messageStatus(), text, ending.failure());
        chats.update(owner, message);
        log.append(unit, StreamId.of(chat(record)), new ChatEvent.MessageCompleted(message), ChatEvent.ended(run));
        return true;
    }

    private static ChatId chat(RunRecord record) {
        return record.run().messageId().chat();
    }
}
