package dev.chatagent.jdbc;

import dev.chatagent.jdbc.BackupTable.Column;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Reads whole tables in pages along their keys, so that neither this side nor the database holds a large result. */
final class TableReader {
    private static final int MIN_PAGE = 16;
    private static final int MAX_PAGE = 1_000;
    private static final long PAGE_BYTES = 1 << 20;

    private final Handle handle;

    /** @param handle in a transaction that sees one moment */
    TableReader(Handle handle) {
        this.handle = handle;
    }

    /** Takes rows; answers how large one was. */
    interface Sink {
        int take(@Nullable Object[] row) throws IOException;
    }

    void read(BackupTable table, Sink sink) throws IOException {
        String columns = String.join(", ", table.columnNames());
        String key = String.join(", ", table.key());
        String places = table.key().stream().map(name -> "?").collect(Collectors.joining(", "));
        boolean single = table.key().size() == 1;
        String after = single ? key + " > ?" : "(" + key + ") > (" + places + ")";
        String order = " ORDER BY " + key + " LIMIT ?";
        String first = "SELECT " + columns + " FROM " + table.name() + order;
        String next = "SELECT " + columns + " FROM " + table.name() + " WHERE " + after + order;
        int limit = MIN_PAGE;
        List<@Nullable Object[]> page = page(table, first, limit);
        while (!page.isEmpty()) {
            long bytes = 0;
            for (@Nullable Object[] row : page) {
                bytes += sink.take(row);
            }
            if (page.size() < limit) {
                return;
            }
            Object[] last = keyOf(table, page.get(page.size() - 1));
            limit = (int) Math.max(MIN_PAGE, Math.min(MAX_PAGE, PAGE_BYTES * page.size() / Math.max(1, bytes)));
            page = page(table, next, limit, last);
        }
    }

    private static Object[] keyOf(BackupTable table, @Nullable Object[] row) {
        Object[] key = new Object[table.key().size()];
        for (int i = 0; i < key.length; i++) {
            key[i] = java.util.Objects.requireNonNull(
                    row[table.indexOf(table.key().get(i))]);
        }
        return key;
    }

    private List<@Nullable Object[]> page(BackupTable table, String sql, int limit, Object... after) {
        Object[] values = java.util.Arrays.copyOf(after, after.length + 1);
        values[after.length] = limit;
        return Plain.list(handle, sql, row -> row(table.columns(), row), values);
    }

    private static @Nullable Object[] row(List<Column> columns, ResultSet result) throws SQLException {
        @Nullable Object[] row = new @Nullable Object[columns.size()];
        for (int i = 0; i < row.length; i++) {
            row[i] = value(columns.get(i), result);
        }
        return row;
    }

    private static @Nullable Object value(Column column, ResultSet result) throws SQLException {
        String name = column.name();
        Object value =
                switch (column.type()) {
                    case TEXT -> result.getString(name);
                    case NUMBER -> result.getLong(name);
                    case FLAG -> result.getBoolean(name);
                    case UUID -> Columns.uuidOrNull(result, name);
                    case BYTES -> result.getBytes(name);
                };
        return result.wasNull() ? null : value;
    }
}
