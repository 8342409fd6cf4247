package dev.chatagent.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who runs the server when chatagent runs as root, and when it does not. */
class ManagedPostgresAccountTest {
    private static final String NOBODY = "65534";

    @TempDir
    Path temporary;

    @BeforeEach
    void needsPostgresAndRoot() throws IOException {
        Postgres.assumeInstalled();
        assumeTrue(owner(temporary) == 0, "skipped: only root can be somebody else too; run the tests as root");
    }

    private static int owner(Path file) throws IOException {
        return (Integer) Files.getAttribute(file, "unix:uid");
    }

    private static int userOf(Path directory) throws IOException {
        return owner(Path.of("/proc", Long.toString(Postgres.serverPid(directory))));
    }

    private Path reachable() throws IOException {
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwx--x--x"));
        return Files.createDirectory(
                temporary.resolve("home"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    @Test
    void root_has_the_server_run_by_an_account_without_rights() throws Exception {
        Path directory = reachable().resolve("postgres");
        try (ManagedPostgres managed = ManagedPostgres.start(directory)) {
            assertThat(Postgres.ask(managed, "SELECT 1")).isEqualTo("1");
            assertThat(userOf(directory)).isNotZero().isEqualTo(owner(directory.resolve("data")));
            assertThat(owner(directory.resolve("password"))).isZero();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolveSibling("."))))
                    .as("others pass through the data directory, and see nothing")
                    .isEqualTo("rwx--x---");
        }
        assertThat(Postgres.processesOf(directory)).isEmpty();
    }

    @Test
    void root_has_its_own_files_served_without_rights_where_no_account_can_reach_them() throws Exception {
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwx------"));
        Path directory = Files.createDirectory(temporary.resolve("home")).resolve("postgres");
        assumeTrue(mayUnshare(), "skipped: this container allows no user namespaces");
        try (ManagedPostgres managed = ManagedPostgres.start(directory)) {
            assertThat(Postgres.ask(managed, "SELECT 1")).isEqualTo("1");
            assertThat(owner(directory.resolve("data"))).isZero();
        }
        assertThat(Postgres.processesOf(directory)).isEmpty();
    }

    private static boolean mayUnshare() throws Exception {
        return new ProcessBuilder("unshare", "-U", "true").start().waitFor() == 0;
    }

    @Test
    void files_that_another_account_left_are_taken_over() throws Exception {
        Path directory = reachable().resolve("postgres");
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwx------"));
        assumeTrue(mayUnshare(), "skipped: this container allows no user namespaces");
        try (ManagedPostgres managed = ManagedPostgres.start(directory)) {
            Postgres.run(managed, "CREATE TABLE kept AS SELECT 42 AS answer");
        }
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwx--x--x"));
        for (int start = 0; start < 2; start++) {
            try (ManagedPostgres managed = ManagedPostgres.start(directory)) {
                assertThat(Postgres.ask(managed, "SELECT answer FROM kept")).isEqualTo("42");
                assertThat(userOf(directory)).isNotZero();
            }
        }
    }

    @Test
    void an_ordinary_user_runs_the_server_as_itself() throws Exception {
        assumeTrue(Command.find("setpriv").isPresent(), "skipped: needs setpriv");
        Path home = reachable();
        Files.setAttribute(home, "unix:uid", Integer.parseInt(NOBODY));
        Path directory = home.resolve("postgres");
        List<String> nobody = List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups", "--");
        for (int start = 1; start <= 2; start++) {
            Process holder = PostgresHolder.start(nobody, classPathForAll(), directory, Map.of());
            try {
                assertThat(PostgresHolder.firstWord(holder)).isEqualTo("rows " + start);
                assertThat(userOf(directory)).isEqualTo(Integer.parseInt(NOBODY));
            } finally {
                holder.getOutputStream().close();
                assertThat(holder.waitFor()).isZero();
            }
            assertThat(Postgres.processesOf(directory)).isEmpty();
        }
        try (ManagedPostgres managed = ManagedPostgres.start(directory)) {
            assertThat(Postgres.ask(managed, "SELECT count(*) FROM held")).isEqualTo("2");
            assertThat(userOf(directory)).as("as root it stays theirs").isEqualTo(Integer.parseInt(NOBODY));
        }
    }

    /** The class path in a place that everybody can read; root's own home is not. */
    private String classPathForAll() throws IOException {
        List<String> entries = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path source = Path.of(entry);
            Path copy = temporary.resolve("classpath").resolve(entries.size() + "-" + source.getFileName());
            if (Files.exists(source)) {
                copy(source, copy);
                entries.add(copy.toString());
            }
        }
        return String.join(File.pathSeparator, entries);
    }

    private static void copy(Path source, Path target) throws IOException {
        if (Files.exists(target)) {
            return;
        }
        Files.walkFileTree(source, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path copy = target.resolve(source.relativize(file).toString());
                Files.createDirectories(file.equals(source) ? target.getParent() : copy.getParent());
                Files.copy(file, file.equals(source) ? target : copy);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
