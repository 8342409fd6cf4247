package dev.chatagent.storage.memory;

import dev.chatagent.chat.Run;
import dev.chatagent.chat.RunRecord;
import dev.chatagent.chat.RunRepository;
import dev.chatagent.chat.RunStatus;
import dev.chatagent.id.ChatId;
import dev.chatagent.id.RunId;
import dev.chatagent.id.UserId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

final class InMemoryRuns implements RunRepository {
    private final Table<UUID, RunRecord> runs;

    InMemoryRuns(Table.Undo undo) {
        this.runs = new Table<>(undo);
    }

    @Override
    public void insert(RunRecord record) {
        runs.put(record.run().id().value(), record);
    }

    @Override
    public boolean update(UserId owner, Run run) {
        Optional<RunRecord> found = find(owner, run.id());
        found.ifPresent(old -> runs.put(
                run.id().value(),
                new RunRecord(owner, run, old.node(), old.prompt(), old.eventsAfter(), old.idempotencyKey())));
        return found.isPresent();
    }

    @Override
    public Optional<RunRecord> find(UserId owner, RunId id) {
        return runs.get(id.value()).filter(record -> record.owner().equals(owner));
    }

    @Override
    public Optional<RunRecord> findByKey(UserId owner, String idempotencyKey) {
        return runs.values()
                .filter(record -> record.owner().equals(owner) && idempotencyKey.equals(record.idempotencyKey()))
                .findFirst();
    }

    @Override
    public Optional<RunRecord> active(UserId owner, ChatId chat) {
        return allRunning().stream()
                .filter(record -> record.owner().equals(owner)
                        && record.run().messageId().chat().equals(chat))
                .findFirst();
    }

    @Override
    public List<RunRecord> allRunning() {
        return runs.values()
                .filter(record -> record.run().status() == RunStatus.RUNNING)
                .toList();
    }

    void deleteAll(ChatId chat) {
        runs.removeIf((id, record) -> record.run().messageId().chat().equals(chat));
    }
}
