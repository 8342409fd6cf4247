package dev.chatagent.jdbc;

import dev.chatagent.error.ChatAgentException;
import dev.chatagent.storage.ArchiveSummary;
import dev.chatagent.storage.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * A database that is a file of this machine, while nobody has it open. What takes its place is made beside it and moved there
 * once it is complete, so that a crash leaves the old one or the new one.
 */
final class EmbeddedDatabase {
    private final JdbcStorage storage;
    private final DatabaseFiles files;

    /** @param storage tells how it is opened; is not started itself */
    EmbeddedDatabase(JdbcStorage storage, Path file) {
        this.storage = storage;
        this.files = new DatabaseFiles(file);
    }

    /** Restores into it; what is there goes aside if it may. */
    ArchiveSummary restore(BackupContent content, boolean replace, Progress progress) throws IOException {
        try (StartMark mark = StartMark.claim(files.base())) {
            if (files.filled()) {
                requireReplaceable(replace);
            }
            ArchiveSummary summary = put(content, "replaced", progress).summary();
            mark.write();
            return summary;
        }
    }

    private void requireReplaceable(boolean replace) {
        try (JdbcStorage old = storage.at(files.base())) {
            old.start();
            boolean empty = old.read(unit -> new TableWriter(unit).isEmpty());
            if (!empty && !replace) {
                throw BackupContent.notEmpty("The database " + files.base());
            }
        } catch (ChatAgentException e) {
            if (!replace || Damage.of(e).isEmpty()) {
                throw e;
            }
        }
    }

    /** What was put there, and where what was there is now. */
    record Put(ArchiveSummary summary, Optional<Path> aside) {}

    /** @param kind of what was there before, for the name of its new directory */
    Put put(BackupContent content, String kind, Progress progress) throws IOException {
        Instant now = Instant.now();
        Path building = files.directory("restoring", now);
        try {
            ArchiveSummary summary;
            try (JdbcStorage fresh = storage.at(files.in(building).base())) {
                fresh.start();
                summary = content.fill(fresh, false, progress);
            }
            Optional<Path> aside = Optional.empty();
            if (files.exist()) {
                Path directory = files.directory(kind, now);
                files.moveTo(directory);
                aside = Optional.of(directory);
            }
            files.in(building).moveTo(PrivateFiles.parent(files.base()));
            return new Put(summary, aside);
        } finally {
            if (Files.exists(building)) {
                PrivateFiles.deleteTree(building);
            }
        }
    }
}
