package dev.chatagent.jdbc;

import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.health.ComponentHealth;
import dev.chatagent.health.Metric;
import dev.chatagent.storage.Archive;
import dev.chatagent.storage.Storage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Storage in an embedded database that is looked over at the start and, when it is damaged, recovered. Thread-safe. */
final class RecoveringStorage implements Storage {
    /** Larger databases are read as a whole by the backups alone: a start must not take long. */
    private static final long READ_WHOLE_BYTES = 32L << 20;

    private final JdbcStorage closed;
    private final Path database;
    private final Recovery recovery;
    private volatile JdbcStorage current;

    private RecoveringStorage(JdbcStorage storage, Path database, Recovery recovery) {
        this.closed = storage;
        this.current = storage;
        this.database = database;
        this.recovery = recovery;
    }

    /** The storage itself where there is nothing to recover: a server looks after its own files. */
    static Storage of(JdbcStorage storage, Recovery recovery) {
        return storage.file()
                .<Storage>map(file -> new RecoveringStorage(storage, file, recovery))
                .orElse(storage);
    }

    @Override
    public void start() {
        try (StartMark mark = StartMark.claim(database)) {
            Optional<String> damage = mark.written() && !new DatabaseFiles(database).filled()
                    ? Optional.of("its file is gone or empty")
                    : started();
            if (damage.isPresent()) {
                recovery.recover(closed, database, damage.get());
                current = closed.at(database);
                current.start();
            }
            mark.write();
        } catch (IOException e) {
            throw new ChatAgentException(
                    ErrorCode.UNAVAILABLE,
                    "The database files beside " + database + " cannot be used: " + e
                            + ". Check who owns them and whether the disk is full.",
                    e);
        }
    }

    /** Starts it, or says what is wrong with it. */
    private Optional<String> started() throws IOException {
        JdbcStorage candidate = closed.at(database);
        try {
            boolean readWhole = new DatabaseFiles(database).bytes() <= READ_WHOLE_BYTES;
            candidate.start();
            if (candidate.check().status() == ComponentHealth.Status.DOWN) {
                current = candidate; // somebody holds its lock; it is tried again
                return Optional.empty();
            }
            if (readWhole) {
                readWhole(candidate);
            }
            boolean empty = candidate.read(unit -> new TableWriter(unit).isEmpty());
            if (empty && recovery.anyBackup()) {
                candidate.close();
                return Optional.of("nothing is left in it");
            }
            current = candidate;
            return Optional.empty();
        } catch (RuntimeException e) {
            candidate.close();
            Optional<String> damage = Damage.of(e);
            if (damage.isEmpty()) {
                throw e;
            }
            return damage;
        }
    }

    private static void readWhole(JdbcStorage storage) {
        storage.read(unit -> JdbcArchive.unchecked(() -> {
            TableReader reader = new TableReader(JdbcUnit.handle(unit));
            for (BackupTable table : BackupTable.ALL) {
                reader.read(table, row -> row.length * Long.BYTES);
            }
            return true;
        }));
    }

    @Override
    public <T> T read(Work<T> work) {
        return current.read(work);
    }

    @Override
    public <T> T write(Work<T> work) {
        return current.write(work);
    }

    @Override
    public void tidy() {
        current.tidy();
    }

    @Override
    public boolean shared() {
        return current.shared();
    }

    @Override
    public Optional<Archive> archive() {
        return current.archive();
    }

    @Override
    public String component() {
        return current.component();
    }

    @Override
    public List<Metric> metrics() {
        return current.metrics();
    }

    @Override
    public ComponentHealth check() {
        return current.check();
    }

    @Override
    public void close() {
        current.close();
    }
}
