package dev.chatagent.jdbc;

import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.storage.Archive;
import dev.chatagent.storage.ArchiveSummary;
import dev.chatagent.storage.Passphrase;
import dev.chatagent.storage.Progress;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jdbi.v3.core.JdbiException;

/** Backups of an SQL database. */
final class JdbcArchive implements Archive {
    private final JdbcStorage storage;

    JdbcArchive(JdbcStorage storage) {
        this.storage = storage;
    }

    @Override
    public ArchiveSummary write(Path file, Instant now, Optional<Passphrase> passphrase, Progress progress) {
        Path target = file.toAbsolutePath().normalize();
        Path partial = PrivateFiles.beside(target, ".partial");
        return telling(target, () -> {
            try {
                PrivateFiles.createAnew(partial);
                ArchiveSummary written = storage.read(unit -> unchecked(
                        () -> new BackupWriter(JdbcUnit.handle(unit), progress).write(partial, passphrase, now)));
                requireSame(written, prove(partial, passphrase, progress));
                PrivateFiles.move(partial, target);
                return written;
            } finally {
                Files.deleteIfExists(partial);
            }
        });
    }

    @Override
    public ArchiveSummary verify(Path file, Optional<Passphrase> passphrase, Progress progress) {
        return telling(file, () -> prove(file.toAbsolutePath(), passphrase, progress));
    }

    @Override
    public ArchiveSummary restore(Path file, Optional<Passphrase> passphrase, boolean replace, Progress progress) {
        return telling(file, () -> {
            BackupContent content = BackupContent.check(file, passphrase, progress);
            Optional<Path> database = storage.file();
            if (database.isPresent()) {
                return new EmbeddedDatabase(storage, database.get()).restore(content, replace, progress);
            }
            try (JdbcStorage opened = storage) {
                opened.start();
                return content.fill(opened, replace, progress);
            }
        });
    }

    @Override
    public ArchiveSummary export(Path file, Optional<Passphrase> passphrase, OutputStream out, Progress progress) {
        return telling(file, () -> {
            BackupContent content = BackupContent.check(file, passphrase, progress);
            OutputStream lines = new BufferedOutputStream(out);
            content.each("exporting", progress, (table, rows) -> {
                for (TableWriter.Line row = rows.next(); row != null; row = rows.next()) {
                    lines.write(RowJson.named(table, row.row()).getBytes(StandardCharsets.UTF_8));
                }
            });
            lines.flush();
            return content.summary();
        });
    }

    /** Restores into a database that is thrown away. */
    private static ArchiveSummary prove(Path file, Optional<Passphrase> passphrase, Progress progress)
            throws IOException {
        BackupContent content = BackupContent.check(file, passphrase, progress);
        Path scratch = PrivateFiles.scratch(file);
        try (JdbcStorage proof = JdbcStorage.h2(scratch.resolve("proof"))) {
            proof.start();
            return content.fill(proof, false, progress);
        } finally {
            PrivateFiles.deleteTree(scratch);
        }
    }

    private static void requireSame(ArchiveSummary written, ArchiveSummary restored) {
        if (!written.equals(restored)) {
            throw new ChatAgentException(
                    ErrorCode.INTERNAL, "The backup that was just written does not hold what the database held.");
        }
    }

    static <T> T unchecked(Callable<T> work) {
        try {
            return work.call();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) { // Callable declares it; what is given here throws none
            throw new IllegalStateException(e);
        }
    }

    private static <T> T telling(Path file, Callable<T> work) {
        try {
            return unchecked(work);
        } catch (JdbiException e) {
            throw new ChatAgentException(
                    ErrorCode.UNAVAILABLE, "The database does not take what the backup " + file + " holds.", e);
        } catch (UncheckedIOException e) {
            throw e.getCause() instanceof BackupFormatException bad
                    ? new ChatAgentException(
                            ErrorCode.INVALID_REQUEST,
                            "The backup " + file + " cannot be used: " + bad.getMessage() + ".",
                            bad)
                    : new ChatAgentException(
                            ErrorCode.UNAVAILABLE, "The backup " + file + " failed: " + e.getCause() + ".", e);
        }
    }
}
