package dev.chatagent.jdbc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

/** Tells a full disk from all else that keeps a database from storing. */
final class FullDisk {
    private static final String POSTGRES = "53100";
    private static final int SQLITE_FULL = 13;
    private static final Set<Integer> SQLITE_FILE_TROUBLE = Set.of(10, 14); // IOERR, CANTOPEN
    private static final Set<String> TEXTS =
            Set.of("No space left on device", "Disk quota exceeded", "There is not enough space on the disk");

    /** A disk with less has no room for what a commit writes. */
    private static final long LEAST_BYTES = 256 << 10;

    private FullDisk() {}

    /** @param file of the database, if it is one of this machine */
    static boolean is(Throwable failure, Optional<Path> file) {
        boolean fileTrouble = false;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql
                    && (POSTGRES.equals(sql.getSQLState()) || sqlite(sql) == SQLITE_FULL)) {
                return true;
            }
            if (cause instanceof IOException && TEXTS.stream().anyMatch(String.valueOf(cause.getMessage())::contains)) {
                return true;
            }
            fileTrouble |= cause instanceof IOException
                    || (cause instanceof SQLException sql && SQLITE_FILE_TROUBLE.contains(sqlite(sql)));
        }
        // Systems say it in their own language, and SQLite not always as what it is.
        return fileTrouble && file.map(FullDisk::noRoom).orElse(false);
    }

    private static int sqlite(SQLException e) {
        return e.getClass().getName().startsWith("org.sqlite.") ? e.getErrorCode() & 0xff : 0;
    }

    /** Whether the disk of a file has too little room for a commit. */
    static boolean noRoom(Path file) {
        try {
            return Files.getFileStore(PrivateFiles.parent(file)).getUsableSpace() < LEAST_BYTES;
        } catch (IOException e) { // the directory is gone, which is another trouble
            return false;
        }
    }
}
