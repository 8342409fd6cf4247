package dev.chatagent.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Statements without Jdbi's binding and mapping, which cost more than the query itself where a request makes just one. */
final class Plain {
    private static final int ALL = 0;

    private Plain() {}

    /** Reads the row that the result set is at. */
    interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    static <T> List<T> list(Handle handle, String sql, Reader<T> reader, @Nullable Object... values) {
        return fetched(handle, ALL, sql, reader, values);
    }

    /** A list of rows of which a driver that would hold them all holds so many at a time. */
    static <T> List<T> fetched(Handle handle, int rows, String sql, Reader<T> reader, @Nullable Object... values) {
        return run(handle, rows, sql, values, statement -> {
            List<T> list = new ArrayList<>();
            try (ResultSet row = statement.getResultSet()) {
                while (row.next()) {
                    list.add(reader.read(row));
                }
            }
            return list;
        });
    }

    /** The rows until the reader finds nothing in one; what comes after is not read. */
    static <T> List<T> until(Handle handle, String sql, Reader<Optional<T>> reader, @Nullable Object... values) {
        return run(handle, ALL, sql, values, statement -> {
            List<T> list = new ArrayList<>();
            try (ResultSet row = statement.getResultSet()) {
                Optional<T> item = next(row, reader);
                while (item.isPresent()) {
                    list.add(item.get());
                    item = next(row, reader);
                }
            }
            return list;
        });
    }

    private static <T> Optional<T> next(ResultSet row, Reader<Optional<T>> reader) throws SQLException {
        return row.next() ? reader.read(row) : Optional.empty();
    }

    /** Answers how many rows it changed. */
    static int update(Handle handle, String sql, @Nullable Object... values) {
        return run(handle, ALL, sql, values, PreparedStatement::getUpdateCount);
    }

    private interface Answer<T> {
        T of(PreparedStatement executed) throws SQLException;
    }

    private static <T> T run(Handle handle, int rows, String sql, @Nullable Object[] values, Answer<T> answer) {
        long start = System.nanoTime();
        SQLException failure = null;
        Wall wall = Wall.of(handle);
        String owner = wall == null ? null : wall.untold();
        try (PreparedStatement statement =
                handle.getConnection().prepareStatement(owner == null ? sql : Wall.NAMING + sql)) {
            int place = 1;
            if (owner != null) {
                statement.setString(place++, owner);
            }
            for (Object value : values) {
                statement.setObject(place++, value);
            }
            if (rows != ALL) {
                statement.setFetchSize(rows);
            }
            statement.execute();
            if (owner != null) {
                statement.getMoreResults();
            }
            return answer.of(statement);
        } catch (SQLException e) {
            failure = e;
            throw new ConnectionException(e);
        } finally {
            Meter.ran(handle, sql, start, failure);
        }
    }

    /** For what may answer rows, which are not looked at. */
    static void execute(Handle handle, String sql, @Nullable Object... values) {
        run(handle, ALL, sql, values, executed -> true);
    }

    /** For queries that find one row or none. */
    static <T> Optional<T> first(Handle handle, String sql, Reader<T> reader, @Nullable Object... values) {
        List<T> found = list(handle, sql, reader, values);
        return found.isEmpty() ? Optional.empty() : Optional.of(found.get(0));
    }
}
