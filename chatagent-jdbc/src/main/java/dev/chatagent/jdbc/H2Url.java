package dev.chatagent.jdbc;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an H2 URL names: a file on this machine, or something that only H2 knows (memory, a server). */
record H2Url(String url, Optional<Path> file) {
    static final String PREFIX = "jdbc:h2:";

    private static final Pattern LOCAL = Pattern.compile(PREFIX + "(?:file:)?(~?[./\\\\][^;]*|[A-Za-z]:[^;]*)(;.*)?");
    private static final Pattern SCHEME = Pattern.compile(PREFIX + "file:([^;]+)(;.*)?");

    /**
     * Commits reach the file at once. LOBs stay in their rows: a reader must not find that the one of its snapshot has been removed.
     * H2 does nothing about the size of the file when it closes it: {@link H2Compaction} has done it, and "SHUTDOWN COMPACT" takes
     * as long as it takes and replaces the file by one that others can read. Statements are remembered, all there are: H2 keeps eight, and parsing
     * one again takes longer than most take to run. Results are not: H2 2.4 forgets those of a table at the first change of a transaction alone,
     * and gives what was true before the second to whoever asks after it.
     */
    private static final String OPTIONS = ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0;MAX_COMPACT_TIME=0"
            + ";MAX_LENGTH_INPLACE_LOB=16777216;QUERY_CACHE_SIZE=200;OPTIMIZE_REUSE_RESULTS=0";

    static H2Url of(Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        return new H2Url(PREFIX + H2Files.SCHEME + ":" + absolute + OPTIONS, Optional.of(absolute));
    }

    /** The same options for another file. */
    H2Url at(Path other) {
        Path absolute = other.toAbsolutePath().normalize();
        String options = url.substring(url.indexOf(';'));
        return new H2Url(PREFIX + H2Files.SCHEME + ":" + absolute + options, Optional.of(absolute));
    }

    static H2Url of(String url) {
        Matcher local = LOCAL.matcher(url);
        Matcher file = local.matches() ? local : SCHEME.matcher(url);
        if (!file.matches()) {
            return new H2Url(url + OPTIONS, Optional.empty());
        }
        String path = file.group(1).replaceFirst("^~", Matcher.quoteReplacement(System.getProperty("user.home")));
        H2Url named = of(Path.of(path));
        return new H2Url(named.url() + Optional.ofNullable(file.group(2)).orElse(""), named.file());
    }
}
