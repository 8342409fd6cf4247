package dev.chatagent.file;

import dev.chatagent.id.ChatId;
import dev.chatagent.id.FileId;
import dev.chatagent.id.MessageId;
import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Repository of files and their bytes. What is not the owner's does not exist, and neither does a file of which not every piece
 * has come. Deleting a chat deletes its files.
 */
public interface FileRepository {

    /** Whether the owner has such a chat. */
    boolean hasChat(UserId owner, ChatId chat);

    /**
     * Takes the room that the file needs; it exists once it is {@link #complete}.
     *
     * @param key the caller's idempotency key; each owner has it once
     * @throws dev.chatagent.error.ChatAgentException NOT_FOUND when the owner has no such chat
     */
    void insert(UserId owner, TenantId tenant, StoredFile file, @Nullable String key);

    /** A piece of a file that is not complete. */
    void append(UserId owner, FileId id, int index, byte[] piece);

    /** From now on it exists; answers whether it was there. */
    boolean complete(UserId owner, FileId id);

    Optional<StoredFile> find(UserId owner, ChatId chat, FileId id);

    /** What was begun with that key, complete or not. */
    Optional<Keyed> findByKey(UserId owner, String key);

    /** Newest first; those after the position when one is given. */
    List<StoredFile> list(UserId owner, ChatId chat, Optional<ListPosition> after, int limit);

    /** Empty where there is no such piece. */
    Optional<byte[]> piece(UserId owner, FileId id, int index);

    /** Notes the first message that refers to it; a later one changes nothing. */
    void attach(UserId owner, FileId id, MessageId message);

    /** Deletes it with its bytes, complete or not; answers whether it was there. */
    boolean delete(UserId owner, ChatId chat, FileId id);

    /** How much room is taken, by what is not complete too. */
    Taken taken(UserId owner, ChatId chat);

    /**
     * Deletes files of every owner, for housekeeping alone.
     *
     * @param incompleteBefore of those that are not complete
     * @param unusedBefore of those to which no message refers
     * @return how many
     */
    int prune(Instant incompleteBefore, Instant unusedBefore, int limit);

    /** A file that was begun with an idempotency key. */
    record Keyed(StoredFile file, boolean complete) {}

    /** Room that is taken: bytes by the owner, files in the chat. */
    record Taken(long ownerBytes, int chatFiles) {}

    /** Where a page of files ended. */
    record ListPosition(Instant createdAt, FileId id) {}
}
