package dev.chatagent.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reading columns. Times are microseconds since the epoch: no zone, no dialect, and room for what clocks give. */
final class Columns {
    /** A key's upper half is the number of a chat or stream, its lower half the place in it: so many places there are. */
    static final long PLACES = 1L << 32;

    private static final long MICROS = 1_000_000L;

    private Columns() {}

    static long micros(Instant time) {
        return time.getEpochSecond() * MICROS + time.getNano() / 1_000;
    }

    static @Nullable Long microsOrNull(@Nullable Instant time) {
        return time == null ? null : micros(time);
    }

    static Instant time(ResultSet row, String column) throws SQLException {
        return instant(row.getLong(column));
    }

    static @Nullable Instant timeOrNull(ResultSet row, String column) throws SQLException {
        long micros = row.getLong(column);
        return row.wasNull() ? null : instant(micros);
    }

    static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * 1_000);
    }

    static UUID uuid(ResultSet row, String column) throws SQLException {
        return Objects.requireNonNull(uuidOrNull(row, column), column);
    }

    static @Nullable UUID uuidOrNull(ResultSet row, String column) throws SQLException {
        return uuidOrNull(row.getObject(column));
    }

    static @Nullable UUID uuidOrNull(ResultSet row, int column) throws SQLException {
        return uuidOrNull(row.getObject(column));
    }

    /** SQLite has no type for them. */
    private static @Nullable UUID uuidOrNull(@Nullable Object value) {
        return value instanceof String text ? UUID.fromString(text) : (UUID) value;
    }

    static String text(ResultSet row, String column) throws SQLException {
        return Objects.requireNonNull(row.getString(column), column);
    }

    static @Nullable Integer intOrNull(ResultSet row, String column) throws SQLException {
        int value = row.getInt(column);
        return row.wasNull() ? null : value;
    }
}
