package dev.chatagent.backup;

import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Where backups are kept. Every file of it with a backup's name was verified before it got that name; what else an ended
 * process left is removed by the next one that makes a backup. Thread-safe.
 */
public final class BackupDirectory {
    private static final String PREFIX = "chatagent-";
    private static final String SUFFIX = ".backup";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS'Z'").withZone(ZoneOffset.UTC);
    private static final long LEAST_FREE_BYTES = 64L << 20;
    /** The file, and the database that proves it: packed rows take several times their size there. */
    private static final int ROOM_PER_BYTE = 12;

    private final Path path;

    /** Touches nothing yet. */
    public BackupDirectory(Path path) {
        this.path = path.toAbsolutePath().normalize();
    }

    public Path path() {
        return path;
    }

    /** The backups there are, the newest first. */
    public List<Backup> list() {
        if (!Files.isDirectory(path)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.map(BackupDirectory::describe)
                    .flatMap(Optional::stream)
                    .sorted(Comparator.comparing(Backup::created).reversed())
                    .toList();
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private static Optional<Backup> describe(Path file) {
        String name = String.valueOf(file.getFileName());
        if (!name.startsWith(PREFIX) || !name.endsWith(SUFFIX)) {
            return Optional.empty();
        }
        try {
            String time = name.substring(PREFIX.length(), name.length() - SUFFIX.length());
            return Optional.of(new Backup(name, TIME.parse(time, Instant::from), Files.size(file)));
        } catch (DateTimeParseException | IOException e) { // another kind of file, or just deleted
            return Optional.empty();
        }
    }

    /** The file for a backup that is begun at that time. */
    Path file(Instant time) {
        return path.resolve(PREFIX + TIME.format(time) + SUFFIX);
    }

    /** Deletes all but the newest ones. */
    void keep(int newest) {
        list().stream().skip(newest).forEach(old -> delete(path.resolve(old.name())));
    }

    private void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /**
     * Does the work while no other process makes a backup here, in a directory that is there and has room; what was left behind
     * is gone before.
     *
     * @throws ChatAgentException CONFLICT while another one is being made, UNAVAILABLE when there is too little space
     */
    <T> T alone(Supplier<T> work) {
        try {
            createPrivate();
        } catch (IOException e) {
            throw unusable(e);
        }
        try (FileChannel channel =
                FileChannel.open(path.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            if (!locked(channel)) {
                throw Backups.underWay();
            }
            removeLeftovers();
            requireSpace();
            return work.get();
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) { // a second runtime of this process
            return false;
        }
    }

    private void createPrivate() throws IOException {
        if (Files.isDirectory(path)) {
            return;
        }
        boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] mode = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
        Files.createDirectories(path, mode);
    }

    private void removeLeftovers() throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            for (Path file : files.toList()) {
                String name = String.valueOf(file.getFileName());
                if (name.startsWith(PREFIX) && (name.endsWith(".partial") || name.contains(".scratch"))) {
                    deleteTree(file);
                }
            }
        }
    }

    private static void deleteTree(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private void requireSpace() throws IOException {
        long last = list().stream().mapToLong(Backup::bytes).findFirst().orElse(0);
        long needed = LEAST_FREE_BYTES + ROOM_PER_BYTE * last;
        long free = Files.getFileStore(path).getUsableSpace();
        if (free < needed) {
            throw new ChatAgentException(
                    ErrorCode.UNAVAILABLE,
                    "There is too little space for a backup in " + path + ": " + (free >> 20) + " MiB are free, "
                            + (needed >> 20) + " MiB are needed. Make room, or set CHATAGENT_BACKUP_DIRECTORY.");
        }
    }

    private ChatAgentException unusable(IOException e) {
        return new ChatAgentException(
                ErrorCode.UNAVAILABLE,
                "The directory of backups " + path + " cannot be used: " + e + ". Check who owns it, or set"
                        + " CHATAGENT_BACKUP_DIRECTORY.",
                e);
    }
}
