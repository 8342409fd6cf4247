package dev.chatagent.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** Reads rows as long as there is room for them; a first one always fits. For one query. */
final class Room<T> implements Plain.Reader<Optional<T>> {
    private final Plain.Reader<T> reader;
    private final ToLongFunction<T> size;
    private long left;
    private boolean any;

    /** @param room in what the size is told */
    Room(Plain.Reader<T> reader, ToLongFunction<T> size, long room) {
        this.reader = reader;
        this.size = size;
        this.left = room;
    }

    @Override
    public Optional<T> read(ResultSet row) throws SQLException {
        T item = reader.read(row);
        left -= size.applyAsLong(item);
        boolean fits = left >= 0 || !any;
        any = true;
        return fits ? Optional.of(item) : Optional.empty();
    }
}
