package dev.chatagent.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No statement is built from values: each is a constant, but for those few that were looked at one by one. */
class SqlSourceTest {
    private static final String NAMES = "names of our own tables and columns, from BackupTable";

    /** Where a text is put together from more than constants, and what else is in it. */
    private static final Map<String, String> REVIEWED = Map.of(
            "TableReader.read", NAMES,
            "TableWriter.isEmpty", NAMES,
            "TableWriter.clear", NAMES,
            "TableWriter.insert", NAMES,
            "TableWriter.continueAfter", NAMES,
            "Dialect.continueAfter", NAMES + ", and a number, which RESTART WITH takes as no parameter",
            "PostgresProbe.create", "the database's name, which cannot be a parameter, as a quoted identifier");

    private static final Path SOURCES = Path.of("src/main/java");

    @Test
    void every_statement_is_a_constant_or_was_reviewed() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            List<Path> sources =
                    files.filter(file -> file.toString().endsWith(".java")).toList();
            SqlSources.Findings findings = SqlSources.check(ToolProvider.getSystemJavaCompiler()
                    .getStandardFileManager(null, null, null)
                    .getJavaFileObjectsFromPaths(sources));
            assertThat(findings.places()).as("texts that reach a database").isGreaterThan(100);
            assertThat(findings.faults())
                    .as("SQL that is put together from values; bind them instead")
                    .allSatisfy(fault -> assertThat(REVIEWED).containsKey(place(fault)));
            assertThat(findings.faults().stream().map(SqlSourceTest::place))
                    .as("places that were reviewed and are still there")
                    .containsAll(REVIEWED.keySet());
        }
    }

    private static String place(String fault) {
        return fault.substring(0, fault.indexOf(':'));
    }

    private static List<String> faults(String body) throws IOException {
        String source = """
                package dev.chatagent.jdbc;
                final class Sample {
                    static final String CONSTANT = "SELECT 1";
                    static String changed = "SELECT 1";
                %s
                }
                """.formatted(body);
        JavaFileObject file = new SimpleJavaFileObject(URI.create("mem:///Sample.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignored) {
                return source;
            }
        };
        return SqlSources.check(List.of(file)).faults();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "void a(org.jdbi.v3.core.Handle h, java.util.UUID id) { h.execute(\"DELETE FROM x WHERE id = '\" + id + \"'\"); }",
                "void a(org.jdbi.v3.core.Handle h, int n) { h.createQuery(\"SELECT %d\".formatted(n)); }",
                "void a(java.sql.Statement s, int n) throws Exception { s.executeQuery(String.valueOf(n)); }",
                "void a(java.sql.Connection c) throws Exception { c.prepareStatement(changed); }",
                "void a(java.sql.Connection c, int n) throws Exception { String s = CONSTANT; s += n; c.prepareStatement(s); }",
                "void a(java.sql.Connection c, int n) throws Exception { c.prepareStatement(new StringBuilder().append(n).toString()); }",
                "void a(java.sql.PreparedStatement s, int n) throws Exception { s.addBatch(\"x\" + n); }",
                "void a(org.jdbi.v3.core.Handle h, int n) { b(h, \"x\" + n); } void b(org.jdbi.v3.core.Handle h, String sql) { h.execute(sql); }",
                "void a(org.jdbi.v3.core.Handle h, java.util.List<String> all) { all.forEach(sql -> h.execute(sql)); }",
                "void a(org.jdbi.v3.core.Handle h, java.util.List<String> all) { all.forEach(h::execute); }",
                "void a(org.jdbi.v3.core.Handle h, boolean b, String n) { h.execute(b ? CONSTANT : n.strip()); }",
                "public void a(org.jdbi.v3.core.Handle h, String search) { h.createQuery(search); }",
                "void a(com.zaxxer.hikari.HikariConfig c, int n) { c.setConnectionInitSql(\"SET x = \" + n); }",
            })
    void what_is_put_together_from_values_is_found(String body) throws IOException {
        assertThat(faults(body)).hasSize(1).allSatisfy(fault -> assertThat(fault)
                .startsWith("Sample.a: "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "void a(org.jdbi.v3.core.Handle h, boolean b) { h.execute(b ? CONSTANT : (\"SELECT \" + 2)); }",
                "void a(org.jdbi.v3.core.Handle h) { String s; s = CONSTANT + \" LIMIT 1\"; h.execute(s); }",
                "void a(org.jdbi.v3.core.Handle h) { b(h, CONSTANT); } void b(org.jdbi.v3.core.Handle h, String sql) { h.execute(\"EXPLAIN \" + sql); }",
            })
    void what_is_the_same_in_every_run_is_let_pass(String body) throws IOException {
        assertThat(faults(body)).isEmpty();
    }
}
