package dev.chatagent.jdbc;

import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A small file beside an embedded database. Whoever starts or replaces the database holds it meanwhile, so that one process
 * does not move away what another one just opened; and something is in it once there has been a database, so that one that is
 * gone is not taken for one that never was. Not thread-safe.
 */
final class StartMark implements AutoCloseable {
    private final FileChannel channel;
    private final @Nullable FileLock lock;

    private StartMark(FileChannel channel) throws IOException {
        this.channel = channel;
        this.lock = tryLock(channel);
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) { // another runtime of this process
            return null;
        }
    }

    /** @throws ChatAgentException UNAVAILABLE while another one holds it */
    static StartMark claim(Path database) throws IOException {
        Files.createDirectories(PrivateFiles.parent(database));
        Path file = PrivateFiles.beside(database, ".start");
        StartMark mark = new StartMark(
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
        if (mark.lock == null) {
            mark.channel.close();
            throw new ChatAgentException(
                    ErrorCode.UNAVAILABLE,
                    "Another chatagent is just starting with the database " + database
                            + ". Stop it, or set CHATAGENT_HOME to another directory.");
        }
        return mark;
    }

    /** Whether there has been a database before. */
    boolean written() throws IOException {
        return channel.size() > 0;
    }

    void write() throws IOException {
        if (!written()) {
            channel.write(ByteBuffer.wrap("There has been a database here.\n".getBytes(StandardCharsets.US_ASCII)), 0);
            channel.force(true);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
