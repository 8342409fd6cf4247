package dev.chatagent.jdbc;

import dev.chatagent.storage.Storage;
import java.sql.Connection;
import java.sql.Statement;
import java.util.regex.Pattern;

class PostgresQueryPlanTest extends QueryPlanContract {
    /** An index that is read without a condition is read from its beginning to its end. */
    private static final Pattern WHOLE_INDEX = Pattern.compile("Index (Only )?Scan [^\n]*\n(?!\\s*Index Cond)");

    /** Rows that an index gives in order but for ties may be sorted within those. */
    private static final Pattern SORT = Pattern.compile("(?<!Incremental )Sort {2}\\(");

    private final String url = PostgresFixture.get().newDatabase();

    @Override
    Dialect dialect() {
        return new PostgresDialect(PostgresUrl.of(url));
    }

    @Override
    Storage storage() {
        return JdbcStorage.at(url);
    }

    @Override
    String explain() {
        return "EXPLAIN ";
    }

    @Override
    void prepare(Connection connection) throws Exception {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET LOCAL enable_seqscan = off");
            statement.execute("SET LOCAL enable_sort = off");
        }
    }

    @Override
    boolean isSlow(String sql, String plan) {
        return plan.contains("Seq Scan")
                || SORT.matcher(plan).find()
                || WHOLE_INDEX.matcher(plan).find();
    }
}
