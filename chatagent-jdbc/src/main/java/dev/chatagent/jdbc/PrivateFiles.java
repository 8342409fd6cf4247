package dev.chatagent.jdbc;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Files and directories that only their owner reads, where the file system knows owners, and changes that survive a crash. */
final class PrivateFiles {
    private static final boolean POSIX =
            Path.of("").getFileSystem().supportedFileAttributeViews().contains("posix");
    private static final FileAttribute<?>[] FILE = mode("rw-------");
    private static final FileAttribute<?>[] DIRECTORY = mode("rwx------");

    private PrivateFiles() {}

    private static FileAttribute<?>[] mode(String mode) {
        return POSIX
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : new FileAttribute<?>[0];
    }

    static Path beside(Path file, String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    static Path parent(Path file) {
        return Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file has a directory");
    }

    /** Creates the directory and those above it where they are missing. */
    static void createDirectory(Path directory) throws IOException {
        Files.createDirectories(directory, DIRECTORY);
    }

    /** Creates the directory, which is not there yet. */
    static Path newDirectory(Path directory) throws IOException {
        return Files.createDirectory(directory, DIRECTORY);
    }

    /** A directory for a database that is thrown away: where the file is, since there is room, else where the system has it. */
    static Path scratch(Path file) throws IOException {
        try {
            return Files.createTempDirectory(parent(file), file.getFileName() + ".scratch");
        } catch (FileSystemException e) {
            return Files.createTempDirectory("chatagent.scratch");
        }
    }

    /** An empty file in the place of whatever was there. */
    static void createAnew(Path file) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, FILE);
    }

    /** A new file that holds the text. */
    static void write(Path file, String text) throws IOException {
        Files.createFile(file, FILE);
        Files.writeString(file, text, StandardCharsets.US_ASCII);
    }

    /** As {@link #write}, and after a crash the file is there whole or not at all. */
    static void writeDurably(Path file, String text) throws IOException {
        Path temporary = beside(file, ".tmp");
        Files.deleteIfExists(temporary);
        write(temporary, text);
        sync(temporary);
        move(temporary, file);
    }

    /** Replaces what is there. A rename survives power loss only once its directory is synced; Windows neither needs nor allows it. */
    static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
        if (POSIX) {
            sync(parent(to));
        }
    }

    /** Forces a file, or the names in a directory, to the disk. */
    static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Deletes what is there, links themselves and not what they lead to. */
    static void deleteTree(Path top) throws IOException {
        Files.walkFileTree(top, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                    throw failure;
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                    throws IOException {
                Files.deleteIfExists(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
