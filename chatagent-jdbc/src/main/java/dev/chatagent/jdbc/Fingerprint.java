package dev.chatagent.jdbc;

import dev.chatagent.storage.ArchiveSummary;
import java.util.HexFormat;

/**
 * How many rows a table has, and the sum of their SHA-256 digests modulo 2^256: the same in whatever order a database gives
 * them. Not thread-safe.
 */
final class Fingerprint {
    private final byte[] sum = new byte[Digests.SHA256_BYTES];
    private long rows;

    /** @param line the row as {@link RowJson} writes it */
    void add(byte[] line) {
        byte[] digest = Digests.sha256(line);
        int carry = 0;
        for (int i = sum.length - 1; i >= 0; i--) {
            int total = (sum[i] & 0xFF) + (digest[i] & 0xFF) + carry;
            sum[i] = (byte) total;
            carry = total >>> Byte.SIZE;
        }
        rows++;
    }

    long rows() {
        return rows;
    }

    ArchiveSummary.Table result() {
        return new ArchiveSummary.Table(rows, HexFormat.of().formatHex(sum));
    }
}
