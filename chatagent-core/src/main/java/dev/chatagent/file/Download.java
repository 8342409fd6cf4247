package dev.chatagent.file;

import dev.chatagent.error.ChatAgentException;
import dev.chatagent.id.UserId;
import dev.chatagent.storage.Storage;
import java.io.InputStream;

/** A file on its way out, read piece by piece, so that nobody holds all of it. Immutable and thread-safe. */
public final class Download {
    /** Bytes of each piece but the last. */
    static final int PIECE = 256 * 1024;

    private final Storage storage;
    private final UserId owner;
    private final StoredFile file;

    Download(Storage storage, UserId owner, StoredFile file) {
        this.storage = storage;
        this.owner = owner;
        this.file = file;
    }

    public StoredFile file() {
        return file;
    }

    public int pieces() {
        return pieces(file.size());
    }

    static int pieces(long size) {
        return (int) ((size + PIECE - 1) / PIECE);
    }

    /**
     * The bytes from {@code index} times the size of a piece on. Blocks for the storage.
     *
     * @throws ChatAgentException NOT_FOUND when it was deleted meanwhile
     */
    public byte[] piece(int index) {
        return storage.read(unit -> unit.get(FileRepository.class).piece(owner, file.id(), index))
                .orElseThrow(ChatAgentException::notFound);
    }

    /** All of it, read as it is asked for; as {@link #piece}. */
    public InputStream stream() {
        return new Pieces(this);
    }
}
