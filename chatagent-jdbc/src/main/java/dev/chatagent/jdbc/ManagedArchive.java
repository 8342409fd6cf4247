package dev.chatagent.jdbc;

import dev.chatagent.storage.Archive;
import dev.chatagent.storage.ArchiveSummary;
import dev.chatagent.storage.Passphrase;
import dev.chatagent.storage.Progress;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** Backups of a managed PostgreSQL that is not running: it is started for as long as that takes. */
record ManagedArchive(Path directory, Function<String, JdbcStorage> opener) implements Archive {

    private interface Step {
        ArchiveSummary with(Archive archive);
    }

    private ArchiveSummary started(Step step) {
        try (ManagedPostgres postgres = ManagedPostgres.start(directory)) {
            return step.with(new JdbcArchive(opener.apply(postgres.databaseUrl())));
        }
    }

    @Override
    public ArchiveSummary write(Path file, Instant now, Optional<Passphrase> passphrase, Progress progress) {
        throw new IllegalStateException("start() comes first");
    }

    @Override
    public ArchiveSummary verify(Path file, Optional<Passphrase> passphrase, Progress progress) {
        return JdbcArchive.verified(file, passphrase, progress);
    }

    @Override
    public ArchiveSummary restore(Path file, Optional<Passphrase> passphrase, boolean replace, Progress progress) {
        verify(file, passphrase, Progress.NONE);
        return started(archive -> archive.restore(file, passphrase, replace, progress));
    }

    @Override
    public ArchiveSummary export(Path file, Optional<Passphrase> passphrase, OutputStream out, Progress progress) {
        return JdbcArchive.exported(file, passphrase, out, progress);
    }
}
