package dev.chatagent.jdbc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * The files of an embedded database, which are moved together and never deleted.
 *
 * @param base what its URL names: the name of the file or, of H2, that name without its suffix
 */
record DatabaseFiles(Path base) {
    private static final List<String> SUFFIXES = List.of(".mv.db", "", "-wal", "-shm", "-journal", ".trace.db");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS'Z'").withZone(ZoneOffset.UTC);

    private List<Path> existing() {
        return SUFFIXES.stream()
                .map(suffix -> PrivateFiles.beside(base, suffix))
                .filter(Files::isRegularFile)
                .toList();
    }

    boolean exist() {
        return !existing().isEmpty();
    }

    /** Whether there is anything in them. */
    boolean filled() throws IOException {
        return bytes() > 0;
    }

    long bytes() throws IOException {
        long bytes = 0;
        for (Path file : existing()) {
            bytes += Files.size(file);
        }
        return bytes;
    }

    /** A new directory beside them. */
    Path directory(String kind, Instant time) throws IOException {
        Path wanted = base.resolveSibling(kind + "-" + TIME.format(time));
        Files.createDirectories(PrivateFiles.parent(base));
        for (int i = 2; Files.exists(wanted); i++) {
            wanted = base.resolveSibling(kind + "-" + TIME.format(time) + "-" + i);
        }
        return PrivateFiles.newDirectory(wanted);
    }

    /** The same files in that directory. */
    DatabaseFiles in(Path directory) {
        return new DatabaseFiles(directory.resolve(base.getFileName()));
    }

    void moveTo(Path directory) throws IOException {
        for (Path file : existing()) {
            PrivateFiles.move(file, directory.resolve(file.getFileName()));
        }
    }
}
