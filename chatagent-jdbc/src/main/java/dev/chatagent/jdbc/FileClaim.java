package dev.chatagent.jdbc;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The right to use something on this machine, held through a lock on a file until {@link #close} or the end of the process.
 * There is one holder among all processes, and one within this.
 */
final class FileClaim implements AutoCloseable {
    /** Closing any channel of a file gives up every lock that the process has on it, so a held one is not opened again. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private FileClaim(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** The claim, or nothing when somebody else holds it. The file's directory exists. */
    static Optional<FileClaim> tryClaim(Path file) throws IOException {
        Path absolute = file.toAbsolutePath();
        Path key = Objects.requireNonNull(absolute.getParent()).toRealPath().resolve(absolute.getFileName());
        if (!HELD.add(key)) {
            return Optional.empty();
        }
        Optional<FileClaim> claim = Optional.empty();
        try {
            claim = lock(key);
            return claim;
        } finally {
            if (claim.isEmpty()) {
                HELD.remove(key);
            }
        }
    }

    private static Optional<FileClaim> lock(Path key) throws IOException {
        if (Files.notExists(key, LinkOption.NOFOLLOW_LINKS)) {
            PrivateFiles.write(key, "");
        }
        FileChannel channel = FileChannel.open(key, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return Optional.of(new FileClaim(key, channel));
            }
        } catch (OverlappingFileLockException e) { // held by a copy of this class under another class loader
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        channel.close();
        return Optional.empty();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) { // the end of the process gives the claim up as well
        } finally {
            HELD.remove(file);
        }
    }
}
