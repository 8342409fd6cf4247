package dev.chatagent.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The list of what is backed up against the schema: a table or column that is forgotten there would be lost. */
class BackupTableTest {
    private static final Set<String> NO_DATA =
            Set.of("ended_login", "node", "presence", "rate_limit", "write_mark", "chatagent_schema_history");

    /** What PostgreSQL's indexes are made of is found anew. */
    private static final Set<String> DERIVED = Set.of("chat_message.words", "chat_session.updated_day");

    @TempDir
    private Path directory;

    private static Map<String, Set<String>> listed() {
        Map<String, Set<String>> listed = new TreeMap<>();
        BackupTable.ALL.forEach(table -> listed.put(table.name(), new TreeSet<>(table.columnNames())));
        return listed;
    }

    private static Map<String, Set<String>> schema(JdbcStorage storage, String name) {
        try (storage) {
            storage.start();
            return storage.read(unit ->
                    JdbcArchive.unchecked(() -> columns(JdbcUnit.handle(unit).getConnection(), name)));
        }
    }

    private static Map<String, Set<String>> columns(Connection connection, String schemaName) throws Exception {
        DatabaseMetaData schema = connection.getMetaData();
        Map<String, Set<String>> tables = new TreeMap<>();
        try (ResultSet column = schema.getColumns(null, schemaName, "%", "%")) {
            while (column.next()) {
                String table = column.getString("TABLE_NAME").toLowerCase(Locale.ROOT);
                String name = column.getString("COLUMN_NAME").toLowerCase(Locale.ROOT);
                boolean own = !NO_DATA.contains(table) && !table.startsWith("sqlite_");
                if (own && !DERIVED.contains(table + "." + name)) {
                    tables.computeIfAbsent(table, any -> new TreeSet<>()).add(name);
                }
            }
        }
        return tables;
    }

    @Test
    void list_has_every_table_and_column_of_h2() {
        assertThat(schema(JdbcStorage.h2(directory.resolve("database")), "PUBLIC"))
                .isEqualTo(listed());
    }

    @Test
    void list_has_every_table_and_column_of_sqlite() {
        assertThat(schema(JdbcStorage.at("jdbc:sqlite:" + directory.resolve("database.db")), "%"))
                .isEqualTo(listed());
    }

    @Test
    void list_has_every_table_and_column_of_postgresql() {
        assertThat(schema(JdbcStorage.at(PostgresFixture.get().newDatabase()), "public"))
                .isEqualTo(listed());
    }

    @Test
    void version_of_the_list_is_that_of_the_newest_migration() {
        try (JdbcStorage storage = JdbcStorage.h2(directory.resolve("database"))) {
            storage.start();
            int newest = storage.read(unit -> JdbcUnit.handle(unit)
                    .createQuery("SELECT MAX(CAST(\"version\" AS INT)) FROM \"chatagent_schema_history\"")
                    .mapTo(Integer.class)
                    .one());
            assertThat(BackupTable.SCHEMA).isEqualTo(newest);
        }
    }
}
