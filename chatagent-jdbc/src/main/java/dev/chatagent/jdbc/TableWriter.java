package dev.chatagent.jdbc;

import dev.chatagent.storage.UnitOfWork;
import java.io.IOException;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/** Fills tables, keeping the numbers that another database gave. */
final class TableWriter {
    private static final int BATCH_ROWS = 500;
    private static final int BATCH_BYTES = 1 << 20;

    private final Handle handle;
    private final Dialect dialect;

    TableWriter(UnitOfWork unit) {
        this.handle = JdbcUnit.handle(unit);
        this.dialect = JdbcUnit.dialect(unit);
    }

    boolean isEmpty() {
        return BackupTable.ALL.stream()
                .allMatch(table -> handle.createQuery("SELECT 1 FROM " + table.name() + " LIMIT 1")
                        .mapTo(Integer.class)
                        .findFirst()
                        .isEmpty());
    }

    void clear() {
        for (int i = BackupTable.ALL.size() - 1; i >= 0; i--) {
            handle.execute("DELETE FROM " + BackupTable.ALL.get(i).name());
        }
    }

    /** Rows of a table, as many as there are: null ends them. */
    interface Source {
        @Nullable
        Line next() throws IOException;
    }

    /** A row and how many bytes it had in the file. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Line(@Nullable Object[] row, int bytes) {}

    void insert(BackupTable table, Source rows) throws IOException {
        String places = table.columns().stream().map(column -> "?").collect(Collectors.joining(", "));
        String keep = table.identity().isEmpty() ? "" : dialect.keepingNumbers();
        String sql = "INSERT INTO " + table.name() + " (" + String.join(", ", table.columnNames()) + ")" + keep
                + " VALUES (" + places + ")";
        try (PreparedBatch batch = handle.prepareBatch(sql)) {
            long bytes = 0;
            for (Line line = rows.next(); line != null; line = rows.next()) {
                for (int i = 0; i < line.row().length; i++) {
                    batch.bind(i, line.row()[i]);
                }
                batch.add();
                bytes += line.bytes();
                if (batch.size() == BATCH_ROWS || bytes > BATCH_BYTES) {
                    batch.execute();
                    bytes = 0;
                }
            }
            if (batch.size() > 0) {
                batch.execute();
            }
        }
    }

    /** Lets the database number the next row after that one, or after those that are there. */
    void continueAfter(BackupTable table, long last) {
        long used = handle.createQuery("SELECT COALESCE(MAX(" + table.identity() + "), 0) FROM " + table.name())
                .mapTo(Long.class)
                .one();
        dialect.continueAfter(handle, table, Math.max(last, used));
    }
}
