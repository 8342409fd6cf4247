package dev.chatagent.jdbc;

import dev.chatagent.storage.ArchiveSummary;

/** The lines of a backup that are no rows. */
final class BackupLines {
    private BackupLines() {}

    static String endOfTable(String name, ArchiveSummary.Table table) {
        return "{\"table\":\"" + name + "\",\"rows\":" + table.rows() + ",\"sha256\":\"" + table.checksum() + "\"}\n";
    }

    /** @param digest SHA-256 of all lines before it */
    static String end(String digest) {
        return "{\"end\":true,\"sha256\":\"" + digest + "\"}\n";
    }
}
