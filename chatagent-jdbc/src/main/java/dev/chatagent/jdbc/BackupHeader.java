package dev.chatagent.jdbc;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a backup says about itself, in the clear at its beginning, with a digest behind it.
 *
 * @param product version that wrote it
 * @param created ISO 8601
 */
record BackupHeader(
        String product, int schema, String created, List<Table> tables, BackupKey.@Nullable Encryption encryption) {
    static final int FORMAT = 1;

    private static final byte[] MAGIC = "CHATBKUP".getBytes(StandardCharsets.US_ASCII);
    private static final String PRODUCT = "0.1.0";
    private static final int MAX_BYTES = 1 << 20;
    private static final JsonMapper JSON = JsonMapper.builder()
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** A table of the file: its rows have these columns, in this order. */
    record Table(String name, List<List<String>> columns) {
        static Table of(BackupTable table) {
            return new Table(
                    table.name(),
                    table.columns().stream()
                            .map(column ->
                                    List.of(column.name(), column.type().name().toLowerCase(java.util.Locale.ROOT)))
                            .toList());
        }
    }

    /** A header that was read, and the digest that ties the rest of the file to it. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Read(BackupHeader header, byte[] digest) {}

    static BackupHeader now(Instant time, BackupKey.@Nullable Encryption encryption) {
        return new BackupHeader(
                PRODUCT,
                BackupTable.SCHEMA,
                time.toString(),
                BackupTable.ALL.stream().map(Table::of).toList(),
                encryption);
    }

    Instant time() {
        return Instant.parse(created);
    }

    /** Answers the digest of what was written. */
    byte[] write(OutputStream out) throws IOException {
        byte[] json = JSON.writeValueAsBytes(this);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream data = new DataOutputStream(bytes);
        data.write(MAGIC);
        data.writeInt(FORMAT);
        data.writeInt(json.length);
        data.write(json);
        byte[] digest = Digests.sha256(bytes.toByteArray());
        out.write(bytes.toByteArray());
        out.write(digest);
        return digest;
    }

    /** @throws BackupFormatException when it is not the header of a backup that this version can read */
    static Read read(InputStream stream) throws IOException {
        DataInputStream in = new DataInputStream(stream);
        try {
            byte[] magic = in.readNBytes(MAGIC.length);
            if (!MessageDigest.isEqual(magic, MAGIC)) {
                throw new BackupFormatException("it is no chatagent backup, or its beginning is damaged");
            }
            int format = in.readInt();
            int length = in.readInt();
            if (length < 2 || length > MAX_BYTES) {
                throw new BackupFormatException("its header is damaged");
            }
            byte[] json = new byte[length];
            in.readFully(json);
            byte[] digest = new byte[Digests.SHA256_BYTES];
            in.readFully(digest);
            if (!MessageDigest.isEqual(digest, digest(format, json))) {
                throw new BackupFormatException("its header is damaged or was changed");
            }
            if (format != FORMAT) {
                throw new BackupFormatException(
                        "its format " + format + " is newer than this version of chatagent, which reads " + FORMAT);
            }
            return new Read(accepted(JSON.readValue(json, BackupHeader.class)), digest);
        } catch (EOFException e) {
            throw new BackupFormatException("it is cut off (within its header)");
        } catch (JsonProcessingException | DateTimeException e) {
            throw new BackupFormatException("its header cannot be read");
        }
    }

    private static byte[] digest(int format, byte[] json) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream data = new DataOutputStream(bytes);
        data.write(MAGIC);
        data.writeInt(format);
        data.writeInt(json.length);
        data.write(json);
        return Digests.sha256(bytes.toByteArray());
    }

    @SuppressWarnings("NullAway") // what a stranger's file leaves out is null
    private static BackupHeader accepted(BackupHeader header) throws BackupFormatException {
        if (header.schema() > BackupTable.SCHEMA) {
            throw new BackupFormatException("its schema " + header.schema()
                    + " is newer than this version of chatagent, which has " + BackupTable.SCHEMA
                    + ". Use the version that wrote it (" + header.product() + ") or a later one");
        }
        if (header.created() == null || header.tables() == null || header.schema() < 1) {
            throw new BackupFormatException("its header cannot be read");
        }
        header.time();
        header.knownTables();
        return header;
    }

    /**
     * The tables of the file as this version knows them, each with the columns that the file has: those that were added since
     * get the database's defaults.
     */
    List<BackupTable> knownTables() throws BackupFormatException {
        List<BackupTable> known = new ArrayList<>();
        for (Table table : tables) {
            BackupTable mine = BackupTable.ALL.stream()
                    .filter(each -> each.name().equals(table.name()))
                    .findFirst()
                    .orElseThrow(() -> new BackupFormatException("it has a table that this version does not know"));
            known.add(mine.withColumns(table.columns()));
        }
        return known;
    }
}
