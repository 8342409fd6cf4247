package dev.chatagent.jdbc;

import dev.chatagent.storage.ArchiveSummary;
import dev.chatagent.storage.Passphrase;
import dev.chatagent.storage.Progress;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** Reads a backup from its beginning to its end and checks all there is to check on the way. Not thread-safe. */
final class BackupReader implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int MAX_LINE = 1 << 29;
    private static final int PROGRESS_ROWS = 500;

    private final InputStream file;
    private final BackupHeader header;
    private final InputStream chunks;
    private final InputStream body;
    private final MessageDigest digest = Digests.sha256();
    private final Progress progress;

    private BackupReader(InputStream file, BackupHeader header, InputStream chunks, Progress progress)
            throws IOException {
        this.file = file;
        this.header = header;
        this.chunks = chunks;
        this.body = new BufferedInputStream(new GZIPInputStream(chunks, BUFFER_BYTES), BUFFER_BYTES);
        this.progress = progress;
    }

    /** @throws BackupFormatException when it is no backup, a newer one, or locked with another passphrase */
    static BackupReader open(Path path, Optional<Passphrase> passphrase, Progress progress) throws IOException {
        InputStream file = new BufferedInputStream(Files.newInputStream(path), BUFFER_BYTES);
        try {
            BackupHeader.Read read = BackupHeader.read(file);
            return new BackupReader(file, read.header(), new ChunkInput(file, seal(read, passphrase)), progress);
        } catch (ZipException e) {
            file.close();
            throw new BackupFormatException("its content is not compressed as it should be");
        } catch (IOException e) {
            file.close();
            throw e;
        } catch (IllegalArgumentException | NullPointerException e) { // a header that nobody of us wrote
            file.close();
            throw new BackupFormatException("its header cannot be read");
        }
    }

    private static ChunkSeal seal(BackupHeader.Read read, Optional<Passphrase> passphrase)
            throws BackupFormatException {
        BackupKey.Encryption encryption = read.header().encryption();
        if (encryption == null) {
            return new ChunkSeal.Digested(read.digest());
        }
        return new ChunkSeal.Encrypted(
                read.digest(), BackupKey.open(encryption, passphrase).key());
    }

    BackupHeader header() {
        return header;
    }

    /** Takes a table's rows; must ask until there are no more. */
    interface Consumer {
        void table(BackupTable table, TableWriter.Source rows) throws IOException;
    }

    /** @throws BackupFormatException when anything is not as it was written */
    ArchiveSummary read(String step, Consumer consumer) throws IOException {
        Map<String, ArchiveSummary.Table> tables = new LinkedHashMap<>();
        for (BackupTable table : header.knownTables()) {
            Rows rows = new Rows(step, table);
            consumer.table(table, rows);
            tables.put(table.name(), rows.result());
        }
        String expected = BackupLines.end(HexFormat.of().formatHex(digest.digest()));
        requireLine(expected, line());
        if (next() >= 0 || chunks.read() >= 0) {
            throw new BackupFormatException("there is something behind its end");
        }
        return new ArchiveSummary(header.time(), header.schema(), header.encryption() != null, tables);
    }

    private static void requireLine(String expected, byte[] line) throws BackupFormatException {
        if (!Arrays.equals(expected.getBytes(StandardCharsets.UTF_8), line)) {
            throw new BackupFormatException("its rows are not those that were written");
        }
    }

    private byte[] line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(256);
        for (int b = next(); b != '\n'; b = next()) {
            if (b < 0 || line.size() > MAX_LINE) {
                throw new BackupFormatException("it ends too early");
            }
            line.write(b);
        }
        line.write('\n');
        return line.toByteArray();
    }

    private int next() throws IOException {
        try {
            return body.read();
        } catch (EOFException | ZipException e) { // the chunks are as they were written, so they were written wrongly
            throw new BackupFormatException("its content is not compressed as it should be");
        }
    }

    private final class Rows implements TableWriter.Source {
        private final String step;
        private final BackupTable table;
        private final Fingerprint fingerprint = new Fingerprint();
        private byte @Nullable [] ending;

        Rows(String step, BackupTable table) {
            this.step = step;
            this.table = table;
        }

        @Override
        public TableWriter.@Nullable Line next() throws IOException {
            byte[] line = line();
            digest.update(line);
            if (line[0] != '[') {
                ending = line;
                progress.at(step + " " + table.name(), fingerprint.rows());
                return null;
            }
            fingerprint.add(line);
            if (fingerprint.rows() % PROGRESS_ROWS == 0) {
                progress.at(step + " " + table.name(), fingerprint.rows());
            }
            return new TableWriter.Line(RowJson.decode(line, table.columns()), line.length);
        }

        ArchiveSummary.Table result() throws BackupFormatException {
            ArchiveSummary.Table result = fingerprint.result();
            byte[] line = ending;
            if (line == null) {
                throw new IllegalStateException("The rows of " + table.name() + " were not read to their end");
            }
            requireLine(BackupLines.endOfTable(table.name(), result), line);
            return result;
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
