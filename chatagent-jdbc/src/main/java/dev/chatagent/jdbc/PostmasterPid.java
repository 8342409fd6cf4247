package dev.chatagent.jdbc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What {@code postmaster.pid} in a data directory tells of the server that runs there, or ran there when it was killed.
 *
 * @param ready whether it takes connections
 */
record PostmasterPid(long pid, boolean ready) {
    static final String FILE = "postmaster.pid";

    private static final int STATUS_LINE = 7;

    /** Nothing when the server was stopped, or has not yet written its number. */
    static Optional<PostmasterPid> read(Path data) throws IOException {
        try {
            List<String> lines = Files.readAllLines(data.resolve(FILE), StandardCharsets.ISO_8859_1);
            if (lines.isEmpty() || !lines.get(0).matches("\\d{1,18}")) {
                return Optional.empty();
            }
            boolean ready =
                    lines.size() > STATUS_LINE && lines.get(STATUS_LINE).strip().equals("ready");
            return Optional.of(new PostmasterPid(Long.parseLong(lines.get(0)), ready));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Whatever has that number now. */
    Optional<ProcessHandle> process() {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
    }

    /** The server itself. Numbers come again, after the restart of a container even soon: its command line must name the data. */
    Optional<ProcessHandle> server(Path data) {
        return process().filter(found -> found.info()
                .commandLine()
                .filter(line -> line.contains("postgres") && line.contains(" " + data + " "))
                .isPresent());
    }
}
