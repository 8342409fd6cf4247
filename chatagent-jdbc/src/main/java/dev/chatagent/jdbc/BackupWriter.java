package dev.chatagent.jdbc;

import dev.chatagent.storage.ArchiveSummary;
import dev.chatagent.storage.Passphrase;
import dev.chatagent.storage.Progress;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jdbi.v3.core.Handle;

/** Writes a backup: header, then gzip in sealed chunks; in it rows as lines of JSON, a line behind each table, a last line. */
final class BackupWriter {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int PROGRESS_ROWS = 500;

    private final Handle handle;
    private final Progress progress;

    /** @param handle in a transaction that sees one moment */
    BackupWriter(Handle handle, Progress progress) {
        this.handle = handle;
        this.progress = progress;
    }

    /** Writes to a file that exists, from its beginning, and forces it to the disk. */
    ArchiveSummary write(Path file, Optional<Passphrase> passphrase, Instant time) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, java.nio.file.StandardOpenOption.WRITE, java.nio.file.StandardOpenOption.TRUNCATE_EXISTING)) {
            OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES);
            ArchiveSummary summary = write(out, passphrase, time);
            out.flush();
            channel.force(true);
            return summary;
        }
    }

    private ArchiveSummary write(OutputStream out, Optional<Passphrase> passphrase, Instant time) throws IOException {
        Optional<BackupKey> key = passphrase.map(BackupKey::create);
        BackupHeader header =
                BackupHeader.now(time, key.map(BackupKey::encryption).orElse(null));
        byte[] digest = header.write(out);
        ChunkSeal seal = key.<ChunkSeal>map(each -> new ChunkSeal.Encrypted(digest, each.key()))
                .orElseGet(() -> new ChunkSeal.Digested(digest));
        try (Body body = new Body(new Packed(new ChunkOutput(out, seal)))) {
            return new ArchiveSummary(header.time(), header.schema(), key.isPresent(), tables(body));
        }
    }

    private Map<String, ArchiveSummary.Table> tables(Body body) throws IOException {
        Map<String, ArchiveSummary.Table> tables = new LinkedHashMap<>();
        TableReader reader = new TableReader(handle);
        for (BackupTable table : BackupTable.ALL) {
            ArchiveSummary.Table result = fingerprint(reader, table, "writing", progress, body::line);
            tables.put(table.name(), result);
            body.line(BackupLines.endOfTable(table.name(), result));
        }
        body.line(BackupLines.end(body.digest()));
        return tables;
    }

    /** Takes the lines of rows. */
    interface Lines {
        void line(byte[] line) throws IOException;
    }

    /** Reads a table of a database, row by row. */
    static ArchiveSummary.Table fingerprint(
            TableReader reader, BackupTable table, String step, Progress progress, Lines lines) throws IOException {
        Fingerprint fingerprint = new Fingerprint();
        reader.read(table, row -> {
            byte[] line = RowJson.encode(row);
            fingerprint.add(line);
            lines.line(line);
            if (fingerprint.rows() % PROGRESS_ROWS == 0) {
                progress.at(step + " " + table.name(), fingerprint.rows());
            }
            return line.length;
        });
        progress.at(step + " " + table.name(), fingerprint.rows());
        return fingerprint.result();
    }

    /** Speed before size: the database is read meanwhile. */
    private static final class Packed extends GZIPOutputStream {
        Packed(OutputStream out) throws IOException {
            super(out, BUFFER_BYTES);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }

    /** The lines, counted into a digest. */
    private static final class Body implements AutoCloseable {
        private final OutputStream out;
        private final MessageDigest digest = Digests.sha256();

        Body(OutputStream out) {
            this.out = new BufferedOutputStream(out, BUFFER_BYTES);
        }

        void line(byte[] line) throws IOException {
            digest.update(line);
            out.write(line);
        }

        void line(String line) throws IOException {
            line(line.getBytes(StandardCharsets.UTF_8));
        }

        String digest() {
            return HexFormat.of().formatHex(digest.digest());
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }
}
