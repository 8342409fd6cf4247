package dev.chatagent.jdbc;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.chatagent.jdbc.BackupTable.Column;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Rows as lines of JSON: an array of texts, whole numbers, flags and nulls; ids are texts, and bytes are in Base64. Always the same bytes for the same
 * row, so that digests can be compared.
 */
final class RowJson {
    private static final int MAX_TEXT = 1 << 28;
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxStringLength(MAX_TEXT).build())
            .build();

    private RowJson() {}

    /** With its line break. */
    static byte[] encode(@Nullable Object[] row) {
        StringBuilder json = new StringBuilder(200).append('[');
        for (int i = 0; i < row.length; i++) {
            if (i > 0) {
                json.append(',');
            }
            append(json, row[i]);
        }
        return json.append("]\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    /** As an object, for people and other programs; with its line break. */
    static String named(BackupTable table, @Nullable Object[] row) {
        StringBuilder json = new StringBuilder(200).append("{\"table\":");
        quote(json, table.name());
        for (int i = 0; i < row.length; i++) {
            json.append(',');
            quote(json, table.columns().get(i).name());
            json.append(':');
            append(json, row[i]);
        }
        return json.append("}\n").toString();
    }

    private static void append(StringBuilder json, @Nullable Object value) {
        if (value == null || value instanceof Long || value instanceof Boolean) {
            json.append(value);
        } else if (value instanceof byte[] bytes) {
            json.append('"').append(Base64.getEncoder().encodeToString(bytes)).append('"');
        } else {
            quote(json, value.toString());
        }
    }

    /** Half of a surrogate pair has no UTF-8; as an escape it survives. */
    private static void quote(StringBuilder json, String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (pair) {
                json.append(c).append(text.charAt(++i));
            } else if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ' || Character.isSurrogate(c)) {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        json.append('"');
    }

    /** @throws BackupFormatException when it is no row of these columns */
    static @Nullable Object[] decode(byte[] line, List<Column> columns) throws IOException {
        try (JsonParser parser = JSON.createParser(line)) {
            require(parser.nextToken() == JsonToken.START_ARRAY);
            @Nullable Object[] row = new @Nullable Object[columns.size()];
            for (int i = 0; i < row.length; i++) {
                row[i] = value(parser, columns.get(i));
            }
            require(parser.nextToken() == JsonToken.END_ARRAY);
            return row;
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new BackupFormatException("a row of it cannot be read");
        }
    }

    private static @Nullable Object value(JsonParser parser, Column column) throws IOException {
        JsonToken token = parser.nextToken();
        if (token == JsonToken.VALUE_NULL) {
            return null;
        }
        return switch (column.type()) {
            case NUMBER -> {
                require(token == JsonToken.VALUE_NUMBER_INT);
                yield parser.getLongValue();
            }
            case FLAG -> {
                require(token != null && token.isBoolean());
                yield parser.getBooleanValue();
            }
            case TEXT -> text(parser, token);
            case UUID -> UUID.fromString(text(parser, token));
            case BYTES -> Base64.getDecoder().decode(text(parser, token));
        };
    }

    private static String text(JsonParser parser, @Nullable JsonToken token) throws IOException {
        require(token == JsonToken.VALUE_STRING);
        return parser.getText();
    }

    private static void require(boolean condition) throws BackupFormatException {
        if (!condition) {
            throw new BackupFormatException("a row of it is not of its columns");
        }
    }
}
