package dev.chatagent.jdbc;

import dev.chatagent.health.ComponentHealth;
import dev.chatagent.health.Metric;
import dev.chatagent.storage.Archive;
import dev.chatagent.storage.Storage;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Storage in a PostgreSQL that is started with it and stopped with it. Thread-safe. */
final class ManagedStorage implements Storage {
    private final Path directory;
    private final Function<String, Storage> opener;
    private volatile @Nullable ManagedPostgres postgres;
    private volatile @Nullable Storage storage;

    /**
     * @param directory the server's; its parent is the data directory
     * @param opener makes a storage for a database URL with a password
     */
    ManagedStorage(Path directory, Function<String, Storage> opener) {
        this.directory = directory;
        this.opener = opener;
    }

    @Override
    public void start() {
        try {
            ManagedPostgres started = ManagedPostgres.start(directory);
            postgres = started;
            Storage opened = opener.apply(started.databaseUrl());
            storage = opened;
            opened.start();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private Storage opened() {
        return Objects.requireNonNull(storage, "start() comes first");
    }

    @Override
    public <T> T read(Work<T> work) {
        return opened().read(work);
    }

    @Override
    public <T> T write(Work<T> work) {
        return opened().write(work);
    }

    @Override
    public void tidy() {
        opened().tidy();
    }

    @Override
    public String component() {
        return opened().component();
    }

    @Override
    public List<Metric> metrics() {
        return opened().metrics();
    }

    @Override
    public ComponentHealth check() {
        return opened().check();
    }

    @Override
    public Optional<Archive> archive() {
        Storage opened = storage;
        return opened == null
                ? Optional.of(new ManagedArchive(() -> ManagedPostgres.start(directory), opener))
                : opened.archive();
    }

    /** No other process can have the server's directory. */
    @Override
    public boolean shared() {
        return false;
    }

    @Override
    public void close() {
        Storage opened = storage;
        ManagedPostgres started = postgres;
        try {
            if (opened != null) {
                opened.close();
            }
        } finally {
            if (started != null) {
                started.close();
            }
        }
    }
}
