package dev.chatagent.jdbc;

import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The file of an embedded database: claimed for one storage, since H2 would let a second one of the same process in and SQLite
 * any, and readable by its owner alone. Not thread-safe.
 */
final class ClaimedFile implements AutoCloseable {
    private static final Set<PosixFilePermission> OWNER_ONLY =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private final Path database;
    private final Path claim;
    private @Nullable FileClaim held;

    /**
     * @param name of the database, beside which the claim is put
     * @param suffix of its file
     */
    ClaimedFile(Path name, String suffix) {
        this.database = name.resolveSibling(name.getFileName() + suffix);
        this.claim = name.resolveSibling(name.getFileName() + ".claim");
    }

    /** Claims the database until {@link #close} or the end of the process, and makes its file private before it is filled. */
    void claim() {
        try {
            Path directory = claim.getParent();
            if (directory != null) {
                Files.createDirectories(directory);
            }
            held = FileClaim.tryClaim(claim).orElseThrow(this::inUse);
            if (Files.notExists(database)) {
                Files.createFile(database);
            }
            makePrivate(database);
        } catch (IOException e) {
            throw new ChatAgentException(
                    ErrorCode.UNAVAILABLE,
                    "The database files beside " + database + " cannot be used: "
                            + e.getClass().getSimpleName() + ". Check who owns them and whether the disk is full.",
                    e);
        }
    }

    private ChatAgentException inUse() {
        return new ChatAgentException(
                ErrorCode.UNAVAILABLE,
                "Another chatagent uses the database " + database
                        + ". Stop it, or use another database (CHATAGENT_HOME or CHATAGENT_DATABASE_URL).");
    }

    private static void makePrivate(Path file) throws IOException {
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(file, OWNER_ONLY);
        }
    }

    @Override
    public void close() {
        FileClaim mine = held;
        held = null;
        if (mine != null) {
            mine.close();
        }
    }
}
