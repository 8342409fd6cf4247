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
    private static final Set<String> NO_DATA = Set.of("node", "chatagent_schema_history");

    @TempDir
    private Path directory;

    @Test
    void list_has_every_table_and_column_of_the_schema() {
        Map<String, Set<String>> listed = new TreeMap<>();
        BackupTable.ALL.forEach(table -> listed.put(table.name(), new TreeSet<>(table.columnNames())));
        try (JdbcStorage storage = JdbcStorage.h2(directory.resolve("database"))) {
            storage.start();
            Map<String, Set<String>> real = storage.read(unit ->
                    JdbcArchive.unchecked(() -> columns(JdbcUnit.handle(unit).getConnection())));
            assertThat(listed).isEqualTo(real);
        }
    }

    private static Map<String, Set<String>> columns(Connection connection) throws Exception {
        DatabaseMetaData schema = connection.getMetaData();
        Map<String, Set<String>> tables = new TreeMap<>();
        try (ResultSet column = schema.getColumns(null, "PUBLIC", "%", "%")) {
            while (column.next()) {
                String table = column.getString("TABLE_NAME").toLowerCase(Locale.ROOT);
                if (!NO_DATA.contains(table)) {
                    tables.computeIfAbsent(table, name -> new TreeSet<>())
                            .add(column.getString("COLUMN_NAME").toLowerCase(Locale.ROOT));
                }
            }
        }
        return tables;
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
