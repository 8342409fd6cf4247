package dev.chatagent.file;

import dev.chatagent.config.HomeDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where uploads lie until they have been looked at: files for their owner alone (mode 0600), which have no name any more where
 * the system can do without, so that nothing is left however the process ends. Elsewhere they go when they are closed, or with
 * the next start. Thread-safe.
 */
public final class Spool implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
    private static final String FOLDER = "uploads";

    private final HomeDirectory home;
    private final boolean temporary;
    private volatile boolean used;

    private Spool(HomeDirectory home, boolean temporary) {
        this.home = home;
        this.temporary = temporary;
    }

    /** In the data directory; what an earlier process has left there is deleted. */
    public static Spool in(HomeDirectory home, Path root) {
        Spool spool = new Spool(home, false);
        spool.clear(root.resolve(FOLDER));
        return spool;
    }

    /** In the system's directory for such files, for whoever keeps nothing. */
    public static Spool temporary() {
        Path root = Path.of(System.getProperty("java.io.tmpdir"), "chatagent-" + UUID.randomUUID());
        return new Spool(new HomeDirectory(root), true);
    }

    /** An empty file, open for both reading and writing. */
    FileChannel open() throws IOException {
        used = true;
        Path file = home.resolve(FOLDER + "/" + UUID.randomUUID());
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] ownerOnly = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        FileChannel channel = FileChannel.open(
                file,
                Set.of(
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.DELETE_ON_CLOSE),
                ownerOnly);
        if (posix) {
            Files.deleteIfExists(file);
        }
        return channel;
    }

    private void clear(Path folder) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> left = Files.list(folder)) {
            for (Path file : left.toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            LOG.warn("Uploads that an earlier process has left cannot be deleted: {}", e.toString());
        }
    }

    @Override
    public void close() {
        if (!temporary || !used) {
            return;
        }
        Path root = home.path();
        try {
            clear(root.resolve(FOLDER));
            for (Path directory : List.of(root.resolve(FOLDER), root)) {
                Files.deleteIfExists(directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete " + root, e);
        }
    }
}
