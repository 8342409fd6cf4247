package dev.chatagent.storage;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an archive holds.
 *
 * @param created the moment it shows
 * @param schema version of the schema it was written from
 * @param tables by name, in the order of the file
 */
public record ArchiveSummary(Instant created, int schema, boolean encrypted, Map<String, Table> tables) {
    public ArchiveSummary {
        tables = Collections.unmodifiableMap(new LinkedHashMap<>(tables));
    }

    /**
     * The rows of a table.
     *
     * @param checksum the same for the same rows in any order, as hexadecimal digits
     */
    public record Table(long rows, String checksum) {}

    /** Rows of all tables. */
    public long rows() {
        return tables.values().stream().mapToLong(Table::rows).sum();
    }
}
