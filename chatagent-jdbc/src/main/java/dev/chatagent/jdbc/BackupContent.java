package dev.chatagent.jdbc;

import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.storage.ArchiveSummary;
import dev.chatagent.storage.Passphrase;
import dev.chatagent.storage.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * A backup whose every byte has been read and found good.
 *
 * @param lastNumbers the highest number in use, by the table that gives the numbers
 */
record BackupContent(
        Path file, Optional<Passphrase> passphrase, ArchiveSummary summary, Map<String, Long> lastNumbers) {
    private static final int PLACE_BITS = 32;
    /** For those, named as {@link JdbcEvents#name} does, who had heard nothing at the time of the backup: they may have heard something since. */
    private static final String STREAM_OF_EACH = """
            INSERT INTO event_stream (name, last_seq)
            SELECT listener.name, 0 FROM
            (SELECT 'USER:' || CAST(id AS VARCHAR(36)) AS name FROM users
            UNION ALL SELECT 'CHAT:' || CAST(id AS VARCHAR(36)) FROM chat_session) listener
            WHERE NOT EXISTS (SELECT 1 FROM event_stream heard WHERE heard.name = listener.name)
            """;

    /** More places than were given out after any backup: none of those comes to mean another event. */
    private static final String FORK =
            "UPDATE event_stream SET last_seq = last_seq + 1000000, forked_at = last_seq + 1000000";

    /** @throws BackupFormatException saying what is wrong with it */
    static BackupContent check(Path file, Optional<Passphrase> passphrase, Progress progress) throws IOException {
        Map<String, Long> numbers = new HashMap<>();
        try (BackupReader reader = BackupReader.open(file, passphrase, progress)) {
            ArchiveSummary summary = reader.read("checking", (table, rows) -> {
                for (TableWriter.Line row = rows.next(); row != null; row = rows.next()) {
                    number(table, row, numbers);
                }
            });
            return new BackupContent(file, passphrase, summary, numbers);
        }
    }

    /** Rows that a deleted chat or stream left behind must not come to belong to a new one, so they count too. */
    private static void number(BackupTable table, TableWriter.Line row, Map<String, Long> numbers) {
        if (!table.identity().isEmpty() && row.row()[table.indexOf(table.identity())] instanceof Long no) {
            numbers.merge(table.name(), no, Math::max);
        }
        if (!table.numberedBy().isEmpty() && row.row()[table.indexOf(table.key().get(0))] instanceof Long place) {
            numbers.merge(table.numberedBy(), place >> PLACE_BITS, Math::max);
        }
    }

    /** Reads the rows once more. */
    void each(String step, Progress progress, BackupReader.Consumer consumer) throws IOException {
        try (BackupReader reader = BackupReader.open(file, passphrase, progress)) {
            ArchiveSummary again = reader.read(step, consumer);
            if (!again.equals(summary)) {
                throw new BackupFormatException("it was changed while it was being read");
            }
        }
    }

    /**
     * Fills a started storage in one unit, which holds only if the database then has exactly what the file has. What events tell from then on
     * has places of its own, so that whoever heard what came after the backup is told to read the state again.
     *
     * @param replace whether rows that are there may be deleted
     */
    ArchiveSummary fill(JdbcStorage storage, boolean replace, Progress progress) {
        return storage.write(unit -> JdbcArchive.unchecked(() -> {
            Handle handle = JdbcUnit.handle(unit);
            TableWriter writer = new TableWriter(unit);
            boolean empty = writer.isEmpty();
            if (!empty && !replace) {
                throw notEmpty("The database");
            }
            for (BackupTable table : BackupTable.ALL) {
                if (!table.identity().isEmpty()) {
                    writer.continueAfter(table, lastNumbers.getOrDefault(table.name(), 0L));
                }
            }
            if (!empty) {
                writer.clear();
            }
            each("restoring", progress, writer::insert);
            requireSame(handle, progress);
            handle.execute(STREAM_OF_EACH);
            handle.execute(FORK);
            return summary;
        }));
    }

    private void requireSame(Handle handle, Progress progress) throws IOException {
        TableReader reader = new TableReader(handle);
        Map<String, ArchiveSummary.Table> found = new LinkedHashMap<>();
        try (BackupReader file = BackupReader.open(this.file, passphrase, progress)) {
            for (BackupTable table : file.header().knownTables()) {
                found.put(table.name(), BackupWriter.fingerprint(reader, table, "comparing", progress, line -> {}));
            }
        }
        if (!found.equals(summary.tables())) {
            throw new ChatAgentException(
                    ErrorCode.INTERNAL, "What was restored is not what the backup holds; nothing was kept of it.");
        }
    }

    static ChatAgentException notEmpty(String what) {
        return new ChatAgentException(
                ErrorCode.CONFLICT,
                what + " is not empty; nothing was touched. Say --replace if what is in it may go.");
    }
}
