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
    private Plain() {}

    /** Reads the row that the result set is at. */
    interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    static <T> List<T> list(Handle handle, String sql, Reader<T> reader, @Nullable Object... values) {
        try (PreparedStatement query = handle.getConnection().prepareStatement(sql)) {
            bind(query, values);
            List<T> list = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    list.add(reader.read(row));
                }
            }
            return list;
        } catch (SQLException e) {
            throw new ConnectionException(e);
        }
    }

    private static void bind(PreparedStatement statement, @Nullable Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
    }

    /** Answers how many rows it changed. */
    static int update(Handle handle, String sql, @Nullable Object... values) {
        try (PreparedStatement update = handle.getConnection().prepareStatement(sql)) {
            bind(update, values);
            return update.executeUpdate();
        } catch (SQLException e) {
            throw new ConnectionException(e);
        }
    }

    /** For what may answer rows, which are not looked at. */
    static void execute(Handle handle, String sql, @Nullable Object... values) {
        try (PreparedStatement statement = handle.getConnection().prepareStatement(sql)) {
            bind(statement, values);
            statement.execute();
        } catch (SQLException e) {
            throw new ConnectionException(e);
        }
    }

    /** For queries that find one row or none. */
    static <T> Optional<T> first(Handle handle, String sql, Reader<T> reader, @Nullable Object... values) {
        List<T> found = list(handle, sql, reader, values);
        return found.isEmpty() ? Optional.empty() : Optional.of(found.get(0));
    }
}
