package dev.chatagent.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A PostgreSQL server of this JVM's own, from the binaries that are installed. Where there are none, tests are skipped and say so; in
 * CI they fail.
 */
final class PostgresFixture {
    private static final AtomicInteger NAMES = new AtomicInteger();
    private static Optional<PostgresFixture> shared = Optional.empty();

    private final Path bin;
    private final Path directory;
    private final int port;

    private PostgresFixture(Path bin, Path directory, int port) {
        this.bin = bin;
        this.directory = directory;
        this.port = port;
    }

    /** The one for tests that only need databases in it. It never ends before they do, so nothing is forced to the disk. */
    static synchronized PostgresFixture get() {
        if (shared.isEmpty()) {
            PostgresFixture started = create();
            started.set("fsync = off");
            shared = Optional.of(started);
            started.start();
        }
        return shared.get();
    }

    /** One that the test may stop, kill and start, with its data forced to the disk; not running yet. */
    static PostgresFixture create() {
        try {
            Postgres.assumeInstalled();
            Path bin = PostgresBinaries.find(OptionalInt.empty()).directory();
            Path directory = Files.createTempDirectory("chatagent-postgres");
            PostgresFixture fixture = new PostgresFixture(bin, directory, freePort());
            Runtime.getRuntime().addShutdownHook(new Thread(fixture::delete));
            fixture.initialise();
            return fixture;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private Path data() {
        return directory.resolve("data");
    }

    private void initialise() throws IOException {
        if (root()) {
            run(List.of("chown", "nobody", directory.toString()));
        }
        asServer("initdb", "-D", data().toString(), "-U", "owner", "--auth=trust", "-E", "UTF8", "--locale=C");
        Files.writeString(
                data().resolve("postgresql.auto.conf"),
                "listen_addresses = '127.0.0.1'\nport = " + port
                        + "\nunix_socket_directories = ''\nmax_connections = 150\n");
        Files.writeString(
                data().resolve("pg_hba.conf"),
                "host all guarded 127.0.0.1/32 scram-sha-256\nhost all all 127.0.0.1/32 trust\n");
    }

    /** Lets nobody in without TLS from the next start on. */
    void requireTls(Certificates certificates) throws IOException {
        Path key = data().resolve("server.key");
        Files.copy(certificates.server(), data().resolve("server.crt"));
        Files.copy(certificates.serverKey(), key);
        if (root()) {
            run(List.of(
                    "chown",
                    "nobody",
                    key.toString(),
                    data().resolve("server.crt").toString()));
        }
        run(List.of("chmod", "600", key.toString()));
        set("ssl = on");
        Files.writeString(data().resolve("pg_hba.conf"), "hostssl all all 127.0.0.1/32 trust\n");
    }

    private void set(String line) {
        try {
            Files.writeString(data().resolve("postgresql.auto.conf"), line + "\n", StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean root() {
        return System.getProperty("user.name").equals("root");
    }

    void start() {
        asServer(
                "pg_ctl",
                "start",
                "-w",
                "-t",
                "60",
                "-D",
                data().toString(),
                "-l",
                directory.resolve("log").toString());
    }

    /** @param mode fast or immediate, as pg_ctl has them */
    void stop(String mode) {
        asServer("pg_ctl", "stop", "-w", "-t", "60", "-m", mode, "-D", data().toString());
    }

    /** Ends the server's first process as a crash would, and waits until the others have seen it. */
    void kill() throws IOException {
        String pid = Files.readAllLines(data().resolve("postmaster.pid")).get(0).strip();
        ProcessHandle handle = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
        List<ProcessHandle> children = handle.children().toList();
        handle.destroyForcibly();
        handle.onExit().join();
        children.forEach(child -> child.onExit().orTimeout(60, TimeUnit.SECONDS).join());
    }

    private void asServer(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if (root()) {
            command.addAll(List.of("setpriv", "--reuid=nobody", "--clear-groups"));
        }
        command.add(bin.resolve(program).toString());
        command.addAll(List.of(arguments));
        run(command);
    }

    private void run(List<String> command) {
        try {
            Path output = Files.createTempFile("chatagent-postgres", ".out");
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            assertThat(process.waitFor(120, TimeUnit.SECONDS))
                    .as("%s ends", command)
                    .isTrue();
            String said = Files.readString(output);
            Files.delete(output);
            assertThat(process.exitValue()).as("%s said %s", command, said).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The URL of a database with a name of its own, which does not exist yet. */
    String newDatabase() {
        return url("test_" + NAMES.incrementAndGet());
    }

    /**
     * The URL of a database of that name, emptied where a test has used it before: making one takes half a second. Rows are deleted
     * without a look at what refers to them; truncating tables takes ten times as long.
     */
    String emptyDatabase(String database) {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    SET session_replication_role = replica;
                    DO $$ DECLARE name text; BEGIN
                        FOR name IN SELECT quote_ident(tablename) FROM pg_tables
                                WHERE schemaname = 'public' AND tablename <> 'chatagent_schema_history' LOOP
                            EXECUTE 'DELETE FROM ' || name;
                        END LOOP;
                    END $$""");
        } catch (SQLException e) {
            assertThat(e.getSQLState()).as("there is no such database yet").isEqualTo("3D000");
        }
        return url(database);
    }

    String url(String database) {
        return "postgres://owner@127.0.0.1:" + port + "/" + database;
    }

    /** The URL of a database for a role that owns it and is no superuser. */
    String asOrdinaryRole(String url) throws SQLException {
        execute("postgres", """
                DO $$ BEGIN CREATE ROLE ordinary LOGIN CREATEDB;
                EXCEPTION WHEN duplicate_object THEN NULL; END $$""");
        return url.replace("//owner@", "//ordinary@");
    }

    int port() {
        return port;
    }

    /** A plain connection, beside everything. */
    Connection connect(String database) throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=owner");
    }

    void execute(String database, String sql) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void delete() {
        try {
            if (Files.exists(data().resolve("postmaster.pid"))) {
                stop("immediate");
            }
            try (Stream<Path> all = Files.walk(directory)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        } catch (IOException | RuntimeException | AssertionError e) {
            System.err.println("The test server in " + directory + " was not removed: " + e);
        }
    }
}
