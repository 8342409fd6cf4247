package dev.chatagent.jdbc;

import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An installed PostgreSQL server.
 *
 * @param directory holds {@code initdb}, {@code pg_ctl} and {@code postgres}
 */
record PostgresBinaries(Path directory, int major) {
    static final int OLDEST = 13;

    private static final List<String> NEEDED = List.of("initdb", "pg_ctl", "postgres");
    private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) (\\d{1,4})");
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** Where packages put them: Debian, Red Hat, SUSE, Alpine, source, Homebrew, Postgres.app. */
    private static final List<String> PLACES = List.of(
            "/usr/lib/postgresql/*/bin",
            "/usr/pgsql-*/bin",
            "/usr/lib/postgresql*/bin",
            "/usr/libexec/postgresql*",
            "/usr/local/pgsql/bin",
            "/opt/homebrew/opt/postgresql*/bin",
            "/usr/local/opt/postgresql*/bin",
            "/Applications/Postgres.app/Contents/Versions/*/bin");

    /** Those to use: of the PATH, else the newest; where there is a cluster, those of its version. */
    static PostgresBinaries find(OptionalInt cluster) {
        return choose(installed(), cluster);
    }

    static PostgresBinaries choose(List<PostgresBinaries> installed, OptionalInt cluster) {
        if (cluster.isPresent()) {
            return installed.stream()
                    .filter(binaries -> binaries.major == cluster.getAsInt())
                    .findFirst()
                    .orElseThrow(() -> otherVersion(installed, cluster.getAsInt()));
        }
        return installed.stream()
                .filter(binaries -> binaries.major >= OLDEST)
                .findFirst()
                .orElseThrow(() -> notInstalled(installed));
    }

    private static ChatAgentException otherVersion(List<PostgresBinaries> installed, int cluster) {
        return new ChatAgentException(
                ErrorCode.UNAVAILABLE,
                "The managed database was made by PostgreSQL " + cluster + ", and " + versions(installed)
                        + " installed. PostgreSQL's files belong to one major version: install PostgreSQL " + cluster
                        + " beside it (Debian, Ubuntu: apt install postgresql-" + cluster
                        + "), or restore a backup into an empty directory.");
    }

    private static ChatAgentException notInstalled(List<PostgresBinaries> installed) {
        return new ChatAgentException(
                ErrorCode.UNAVAILABLE,
                "CHATAGENT_STORAGE=managed-postgres needs the programs of a PostgreSQL server of version " + OLDEST
                        + " or later, and " + versions(installed)
                        + " installed. Install them (Debian, Ubuntu: apt install"
                        + " postgresql; Fedora: dnf install postgresql-server; Alpine: apk add postgresql; macOS: brew install"
                        + " postgresql), or put their directory into the PATH.");
    }

    private static String versions(List<PostgresBinaries> installed) {
        return installed.isEmpty()
                ? "none is"
                : installed.stream()
                        .map(binaries -> Integer.toString(binaries.major))
                        .distinct()
                        .collect(Collectors.joining(", ", "only ", " is"));
    }

    /** All there are: those of the PATH first, then the newest. */
    static List<PostgresBinaries> installed() {
        Stream<PostgresBinaries> named = Command.path().stream().flatMap(directory -> in(directory).stream());
        Stream<PostgresBinaries> others = PLACES.stream()
                .flatMap(place -> expand(place).stream())
                .flatMap(directory -> in(directory).stream())
                .sorted(Comparator.comparingInt(PostgresBinaries::major).reversed());
        return Stream.concat(named, others).distinct().toList();
    }

    /** What is in a directory, if that is a server; a link leads to where it is at home. */
    static Optional<PostgresBinaries> in(Path directory) {
        try {
            if (!Files.isExecutable(directory.resolve("pg_ctl"))) {
                return Optional.empty();
            }
            Path home = directory.resolve("pg_ctl").toRealPath().getParent();
            if (home == null || !NEEDED.stream().allMatch(name -> Files.isExecutable(home.resolve(name)))) {
                return Optional.empty();
            }
            Command.Result version =
                    Command.run(List.of(home.resolve("postgres").toString(), "--version"), "", LIMIT);
            Matcher matcher = VERSION.matcher(version.output());
            return matcher.find()
                    ? Optional.of(new PostgresBinaries(home, Integer.parseInt(matcher.group(1))))
                    : Optional.empty();
        } catch (IOException e) { // what cannot be run is not installed
            return Optional.empty();
        }
    }

    private static List<Path> expand(String place) {
        List<Path> found = new ArrayList<>(List.of(Path.of("/")));
        for (Path name : Path.of(place)) {
            List<Path> next = new ArrayList<>();
            for (Path directory : found) {
                next.addAll(entries(directory, name.toString()));
            }
            found = next;
        }
        return found;
    }

    private static List<Path> entries(Path directory, String name) {
        if (!name.contains("*")) {
            Path entry = directory.resolve(name);
            return Files.isDirectory(entry) ? List.of(entry) : List.of();
        }
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, name)) {
            found.forEach(entries::add);
        } catch (IOException e) { // what cannot be read holds nothing for us
            return List.of();
        }
        return entries;
    }

    /** The command line of one of the programs. */
    String program(String name) {
        return directory.resolve(name).toString();
    }
}
