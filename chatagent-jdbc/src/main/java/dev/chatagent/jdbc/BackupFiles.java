package dev.chatagent.jdbc;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Objects;
import java.util.stream.Stream;

/** Files that only their owner reads, and moves that survive a crash. */
final class BackupFiles {
    private static final boolean POSIX =
            Path.of("").getFileSystem().supportedFileAttributeViews().contains("posix");

    private BackupFiles() {}

    static Path beside(Path file, String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    static void create(Path file) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, mode("rw-------"));
    }

    /** A directory for a database that is thrown away: where the file is, since there is room, else where the system has it. */
    static Path scratch(Path file) throws IOException {
        try {
            return Files.createTempDirectory(parent(file), file.getFileName() + ".scratch");
        } catch (FileSystemException e) {
            return Files.createTempDirectory("chatagent.scratch");
        }
    }

    static Path directory(Path directory) throws IOException {
        return Files.createDirectory(directory, mode("rwx------"));
    }

    private static FileAttribute<?>[] mode(String mode) {
        return POSIX
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : new FileAttribute<?>[0];
    }

    static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
        sync(parent(to));
    }

    /** A rename survives power loss only once its directory is synced; Windows neither needs nor allows it. */
    private static void sync(Path directory) throws IOException {
        if (POSIX) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    static Path parent(Path file) {
        return Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file has a directory");
    }

    static void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
    }

    static void deleteTree(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
