package dev.chatagent.jdbc;

import dev.chatagent.storage.Archive;
import dev.chatagent.storage.ArchiveSummary;
import dev.chatagent.storage.Passphrase;
import dev.chatagent.storage.Progress;
import dev.chatagent.storage.Storage;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Backups of a PostgreSQL that does not run: it is started for the time that it takes. */
final class ManagedArchive implements Archive {
    private final Supplier<ManagedPostgres> server;
    private final Function<String, Storage> opener;

    /** @param opener makes a storage for a database URL */
    ManagedArchive(Supplier<ManagedPostgres> server, Function<String, Storage> opener) {
        this.server = server;
        this.opener = opener;
    }

    private <T> T with(Function<Storage, T> work) {
        try (ManagedPostgres running = server.get()) {
            return work.apply(opener.apply(running.databaseUrl()));
        }
    }

    private static Archive archive(Storage storage) {
        return storage.archive().orElseThrow();
    }

    @Override
    public ArchiveSummary write(Path file, Instant now, Optional<Passphrase> passphrase, Progress progress) {
        return with(storage -> {
            try (storage) {
                storage.start();
                return archive(storage).write(file, now, passphrase, progress);
            }
        });
    }

    @Override
    public ArchiveSummary verify(Path file, Optional<Passphrase> passphrase, Progress progress) {
        return with(storage -> archive(storage).verify(file, passphrase, progress));
    }

    @Override
    public ArchiveSummary restore(Path file, Optional<Passphrase> passphrase, boolean replace, Progress progress) {
        return with(storage -> archive(storage).restore(file, passphrase, replace, progress));
    }

    @Override
    public ArchiveSummary export(Path file, Optional<Passphrase> passphrase, OutputStream out, Progress progress) {
        return with(storage -> archive(storage).export(file, passphrase, out, progress));
    }
}
