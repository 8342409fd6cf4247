package dev.chatagent.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The data directory: readable by its owner alone (mode 0700, files 0600) where the file system knows modes. Created when
 * first used, so that a runtime that keeps nothing leaves nothing. Thread-safe.
 */
public final class HomeDirectory {
    private static final boolean POSIX =
            Path.of("").getFileSystem().supportedFileAttributeViews().contains("posix");

    private final Path root;

    public HomeDirectory(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    /** The directory itself, created if it is missing. */
    public Path path() {
        return createPrivate(root);
    }

    /** A file in the directory; the directories above it exist afterwards. */
    public Path resolve(String relative) {
        Path file = root.resolve(relative).normalize();
        if (!file.startsWith(root)) {
            throw new IllegalArgumentException("Outside of the data directory: " + relative);
        }
        path();
        Path parent = file.getParent();
        if (parent != null && !parent.equals(root)) {
            createPrivate(parent);
        }
        return file;
    }

    /** Writes the file so that after a crash it is there whole or not at all; mode 0600. */
    public void writeSecret(String relative, byte[] content) {
        Path target = resolve(relative);
        Path temporary = target.resolveSibling(target.getFileName() + ".tmp");
        try {
            Files.deleteIfExists(temporary);
            Files.createFile(temporary, attributes("rw-------"));
            Files.write(temporary, content);
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            moveAtomically(temporary, target);
            syncDirectory(target);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + target + ": " + e.getMessage(), e);
        }
    }

    private static Path createPrivate(Path directory) {
        try {
            if (!Files.isDirectory(directory)) {
                Path parent = directory.getParent();
                if (parent != null) {
                    Files.createDirectories(parent);
                }
                Files.createDirectory(directory, attributes("rwx------"));
            }
            return directory;
        } catch (java.nio.file.FileAlreadyExistsException e) {
            if (Files.isDirectory(directory)) {
                return directory;
            }
            throw new UncheckedIOException(
                    "Data directory " + directory + " is a file; choose another CHATAGENT_HOME", e);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot create the data directory " + directory + "; set CHATAGENT_HOME to one that can be written",
                    e);
        }
    }

    private static void moveAtomically(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** A rename survives power loss only once its directory is synced; Windows neither needs nor allows it. */
    private static void syncDirectory(Path file) throws IOException {
        Path directory = file.getParent();
        if (POSIX && directory != null) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private static FileAttribute<?>[] attributes(String mode) {
        return POSIX
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : new FileAttribute<?>[0];
    }
}
