package dev.chatagent.jdbc;

import java.io.EOFException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;
import org.h2.api.ErrorCode;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStoreException;

/**
 * Tells a damaged database file from all else that keeps one from being opened: another process, a wrong password, a full disk,
 * missing rights, a newer version.
 */
final class Damage {
    private static final int SQLITE_CORRUPT = 11;
    private static final int SQLITE_NOTADB = 26;
    private static final int SQLITE_PRIMARY = 0xFF;

    /** How far below the top a reader of pages stands. */
    private static final int FRAMES = 6;

    private static final String H2 = "org.h2.";

    private Damage() {}

    /** What is wrong with the file, if the failure says that it is damaged. */
    static Optional<String> of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof MVStoreException h2) {
                return h2(h2);
            }
            if ((cause instanceof SQLException sql && isDamage(sql)) || brokenPage(cause)) {
                return Optional.of(firstLine(cause));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> h2(MVStoreException e) {
        boolean damaged =
                switch (e.getErrorCode()) {
                    case DataUtils.ERROR_FILE_CORRUPT,
                            DataUtils.ERROR_CHUNK_NOT_FOUND,
                            DataUtils.ERROR_BLOCK_NOT_FOUND,
                            DataUtils.ERROR_SERIALIZATION,
                            DataUtils.ERROR_INTERNAL -> true;
                    case DataUtils.ERROR_READING_FAILED -> e.getCause() instanceof EOFException;
                    default -> false;
                };
        return damaged ? Optional.of(firstLine(e)) : Optional.empty();
    }

    private static boolean isDamage(SQLException e) {
        int code = e.getErrorCode();
        if (e.getClass().getName().startsWith("org.sqlite.")) {
            int primary = code & SQLITE_PRIMARY;
            return primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB;
        }
        return e.getClass().getName().startsWith(H2)
                && (code == ErrorCode.FILE_CORRUPTED_1
                        || code == ErrorCode.TABLE_OR_VIEW_NOT_FOUND_1
                        || code == ErrorCode.TABLE_OR_VIEW_NOT_FOUND_DATABASE_EMPTY_1);
    }

    /**
     * What H2 stumbles over when a page of its file holds something else than it should: any failure of the language's own, in
     * its code. It never asks for files or locks with those.
     */
    private static boolean brokenPage(Throwable cause) {
        boolean stumbled = cause instanceof RuntimeException
                || cause instanceof StackOverflowError
                || cause instanceof AssertionError;
        String name = cause.getClass().getName();
        boolean ofTheLanguage = name.startsWith("java.") && !name.startsWith("java.nio.channels.");
        return stumbled
                && ofTheLanguage
                && !(cause instanceof UncheckedIOException)
                && Arrays.stream(cause.getStackTrace()).limit(FRAMES).anyMatch(frame -> frame.getClassName()
                        .startsWith(H2));
    }

    private static String firstLine(Throwable e) {
        String text = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return text.lines().findFirst().orElse("").replaceAll("\\p{Cntrl}", "?");
    }
}
