package dev.chatagent.file;

import dev.chatagent.agent.AgentFile;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.id.ChatId;
import dev.chatagent.id.FileId;
import dev.chatagent.id.MessageId;
import dev.chatagent.id.UserId;
import dev.chatagent.storage.Storage;
import dev.chatagent.storage.UnitOfWork;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** The files of messages. Immutable and thread-safe. */
public final class Attachments {
    private final Storage storage;
    private final int perMessage;

    /** @param perMessage most files of one message */
    public Attachments(Storage storage, int perMessage) {
        this.storage = storage;
        this.perMessage = perMessage;
    }

    /**
     * The files that a message names, in its order.
     *
     * @throws ChatAgentException INVALID_REQUEST naming the field {@code parts}
     */
    public List<StoredFile> find(UnitOfWork unit, UserId owner, ChatId chat, List<FileId> named) {
        if (named.size() > perMessage) {
            throw refusal("too_many", "A message has at most " + perMessage + " files.");
        }
        if (new HashSet<>(named).size() < named.size()) {
            throw refusal("repeated", "A message has each file once.");
        }
        List<StoredFile> found = new ArrayList<>();
        for (FileId id : named) {
            found.add(unit.get(FileRepository.class)
                    .find(owner, chat, id)
                    .orElseThrow(() -> refusal("unknown", "This chat has no such file; upload it first.")));
        }
        return found;
    }

    /** Notes that the message refers to them. */
    public void attach(UnitOfWork unit, UserId owner, List<StoredFile> files, MessageId message) {
        for (StoredFile file : files) {
            unit.get(FileRepository.class).attach(owner, file.id(), message);
        }
    }

    /** The file as agents read it. */
    public AgentFile forAgent(UserId owner, StoredFile file) {
        Download download = new Download(storage, owner, file);
        return new AgentFile(file.name(), file.type(), file.size(), download::stream);
    }

    private static ChatAgentException refusal(String code, String message) {
        return ChatAgentException.invalid("parts", code, message);
    }
}
