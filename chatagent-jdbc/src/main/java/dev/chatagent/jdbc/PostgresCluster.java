package dev.chatagent.jdbc;

import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of a managed PostgreSQL: {@code data} is the server's own, {@code password} opens it. Made aside and moved into
 * place when complete, so that what a crash left half-made is never taken for a cluster. Not thread-safe.
 */
final class PostgresCluster {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresCluster.class);

    static final String DATA = "data";
    static final String USER = "chatagent";
    static final String DATABASE = "chatagent";

    private static final String SUPERUSER = "postgres";
    static final String UNFINISHED = "new-";
    private static final int PASSWORD_BYTES = 32;
    private static final Duration LIMIT = Duration.ofMinutes(5);

    /** Text sorts by code point everywhere; what is a letter, and its lower case, the system knows under one of these. */
    private static final List<String> CHARACTER_TYPES = List.of("C.UTF-8", "en_US.UTF-8", "C");

    private final Path directory;
    private final PostgresBinaries binaries;
    private final ServerAccount account;

    PostgresCluster(Path directory, PostgresBinaries binaries, ServerAccount account) {
        this.directory = directory;
        this.binaries = binaries;
        this.account = account;
    }

    /** The major version that made the cluster in a directory, if there is one. */
    static OptionalInt version(Path directory) throws IOException {
        Path data = directory.resolve(DATA);
        if (Files.notExists(data)) {
            return OptionalInt.empty();
        }
        Path version = data.resolve("PG_VERSION");
        if (!Files.isRegularFile(version)) {
            throw new ChatAgentException(
                    ErrorCode.UNAVAILABLE,
                    data + " holds no PostgreSQL cluster. Move it away to have one made, or restore a backup.");
        }
        String text = Files.readString(version, StandardCharsets.ISO_8859_1).strip();
        return OptionalInt.of(Integer.parseInt(text.replaceAll("\\..*", "")));
    }

    Path data() {
        return directory.resolve(DATA);
    }

    PostgresBinaries binaries() {
        return binaries;
    }

    ServerAccount account() {
        return account;
    }

    /** Makes the cluster if there is none, and answers its password. */
    String prepare() throws IOException {
        removeUnfinished();
        boolean exists = Files.exists(data());
        String password = password(exists);
        if (exists) {
            account.own(data());
        } else {
            initialise(password);
        }
        return password;
    }

    /** The tool of an earlier start may outlive it for a moment and still write: what is in its way stays until the next. */
    private void removeUnfinished() throws IOException {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, UNFINISHED + "*")) {
            for (Path unfinished : found) {
                try {
                    PrivateFiles.deleteTree(unfinished);
                } catch (IOException e) {
                    LOG.info("A half-made cluster is not removed yet: {}", e.toString());
                }
            }
        }
    }

    private String password(boolean clusterExists) throws IOException {
        Path file = directory.resolve("password");
        if (Files.exists(file)) {
            return Files.readString(file, StandardCharsets.US_ASCII).strip();
        }
        if (clusterExists) {
            throw new ChatAgentException(
                    ErrorCode.UNAVAILABLE,
                    "The managed database's password is missing: " + file
                            + ". Restore this file from a copy of the data"
                            + " directory, or restore a backup into an empty directory.");
        }
        byte[] random = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(random);
        String password = HexFormat.of().formatHex(random);
        PrivateFiles.writeDurably(file, password);
        return password;
    }

    private void initialise(String password) throws IOException {
        Path unfinished = Files.createTempDirectory(directory, UNFINISHED);
        Path made = unfinished.resolve(DATA);
        Path passwordFile = unfinished.resolve("password");
        PrivateFiles.write(passwordFile, password);
        account.own(unfinished);
        initdb(made, passwordFile);
        Files.delete(passwordFile);
        createDatabase(made, password);
        Files.move(made, data(), StandardCopyOption.ATOMIC_MOVE);
        PrivateFiles.sync(directory);
        PrivateFiles.deleteTree(unfinished);
    }

    private void initdb(Path made, Path passwordFile) throws IOException {
        Command.Result result = new Command.Result(-1, "");
        for (String characterType : CHARACTER_TYPES) {
            result = Command.run(initdbCommand(made, passwordFile, characterType), "", LIMIT);
            if (result.succeeded() || !result.output().contains("locale")) {
                break;
            }
        }
        if (!result.succeeded()) {
            throw failed("initdb", result.output());
        }
    }

    private List<String> initdbCommand(Path made, Path passwordFile, String characterType) {
        return account.command(
                binaries.program("initdb"),
                "--pgdata=" + made,
                "--username=" + SUPERUSER,
                "--pwfile=" + passwordFile,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--lc-ctype=" + characterType);
    }

    /** Through a server that nobody can connect to. The user owns its database and rules nothing else. */
    private void createDatabase(Path made, String password) throws IOException {
        List<String> command = new ArrayList<>(account.command(binaries.program("postgres"), "--single"));
        command.addAll(List.of("-D", made.toString()));
        for (String setting :
                List.of("exit_on_error=on", "password_encryption=scram-sha-256", "log_min_error_statement=panic")) {
            command.addAll(List.of("-c", setting));
        }
        command.add(SUPERUSER);
        String input = "CREATE ROLE " + USER + " LOGIN PASSWORD '" + password + "'\n"
                + "CREATE DATABASE " + DATABASE + " OWNER " + USER + "\n"
                + "REVOKE CONNECT ON DATABASE " + DATABASE + " FROM PUBLIC\n";
        Command.Result result = Command.run(command, input, LIMIT);
        if (!result.succeeded()) {
            throw failed("postgres --single", result.output().replace(password, "…"));
        }
    }

    private ChatAgentException failed(String program, String output) {
        return new ChatAgentException(
                ErrorCode.UNAVAILABLE,
                "The managed database cannot be made in " + directory + ": " + program + " says: "
                        + (output.isEmpty() ? "nothing" : output));
    }

    /** Forgets the number of a server that was killed, when something else has that number by now. */
    void forgetPid() throws IOException {
        Files.deleteIfExists(data().resolve(PostmasterPid.FILE));
    }

    /** The server's log. */
    Path log() throws IOException {
        Path log = directory.resolve("postgresql.log");
        if (Files.notExists(log)) {
            PrivateFiles.write(log, "");
        }
        return log;
    }

    /** Keeps the log and the one before it below a few megabytes. The server appends, so cutting the file off is seen by it. */
    void boundLog(long most) throws IOException {
        Path log = log();
        if (Files.size(log) > most) {
            Files.copy(
                    log,
                    log.resolveSibling("postgresql.log.1"),
                    StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.COPY_ATTRIBUTES);
            Files.newByteChannel(log, StandardOpenOption.WRITE).truncate(0).close();
        }
    }
}
