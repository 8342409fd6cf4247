package dev.chatagent.storage;

import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * SPI: moves everything that a storage keeps to a file and back. The files are portable: what one kind of database wrote,
 * another one takes. Every method blocks for as long as the data is large, holds no more than a few megabytes of it, and may
 * be ended by the {@link Progress}; a file or database that it did not finish is not left behind. Thread-safe; holds nothing
 * that must be closed. Failures are {@link dev.chatagent.error.ChatAgentException}: INVALID_REQUEST for a file that is
 * damaged, newer than this version or locked by another passphrase, CONFLICT for a database that is not empty, UNAVAILABLE for
 * what fails on the disk or in the database.
 */
public interface Archive {

    /**
     * Writes what a started storage holds at one moment, while others go on writing, and proves the file by restoring it into
     * a database that is thrown away. The file is there whole, verified and readable by its owner alone, or not at all.
     *
     * @param file replaced if it exists
     * @param now the moment that the file says it shows
     */
    ArchiveSummary write(Path file, Instant now, Optional<Passphrase> passphrase, Progress progress);

    /** Reads the whole file, restores it into a database that is thrown away and compares. Needs no started storage. */
    ArchiveSummary verify(Path file, Optional<Passphrase> passphrase, Progress progress);

    /**
     * Fills the database of a storage that is not started. Nothing is touched before the whole file was found good.
     *
     * @param replace whether a database that is not empty may go: files are moved aside, rows on a server are deleted
     */
    ArchiveSummary restore(Path file, Optional<Passphrase> passphrase, boolean replace, Progress progress);

    /** Writes the file's content as lines of JSON, which begin only after the whole file was found good. */
    ArchiveSummary export(Path file, Optional<Passphrase> passphrase, OutputStream out, Progress progress);
}
