package dev.chatagent.jdbc;

import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A program that is run with an environment of allowed variables alone and without a pipe of ours that it, or what it leaves
 * behind, could keep open.
 */
final class Command {
    /** What programs need in order to be found and loaded; anything else of ours may be a secret. */
    private static final Set<String> PASSED_ON = Set.of("PATH", "LD_LIBRARY_PATH", "TMPDIR");

    private static final int SHOWN = 2_000;

    private Command() {}

    /** How it ended, and the end of what it wrote. */
    record Result(int status, String output) {
        boolean succeeded() {
            return status == 0;
        }
    }

    /** Runs it to its end; what takes longer than the limit is killed and counts as failed. */
    static Result run(List<String> command, String input, Duration limit) throws IOException {
        Path output = Files.createTempFile("chatagent", ".out");
        try {
            Process process = builder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            give(process, input);
            int status = await(process, limit);
            return new Result(status, end(Files.readString(output, StandardCharsets.ISO_8859_1)));
        } finally {
            Files.deleteIfExists(output);
        }
    }

    /** Not started yet; reads and writes nothing. In the root directory, because not every user may enter ours. */
    static ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(new File("/"))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().keySet().retainAll(PASSED_ON);
        builder.environment().put("LC_ALL", "C");
        return builder;
    }

    private static void give(Process process, String input) {
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) { // it ended before it read that; its status tells
        }
    }

    private static int await(Process process, Duration limit) {
        try {
            if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return process.exitValue();
            }
            process.destroyForcibly();
            return -1;
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new ChatAgentException(ErrorCode.UNAVAILABLE, "Interrupted while a program ran.", e);
        }
    }

    private static String end(String output) {
        String text = output.strip();
        return text.length() <= SHOWN ? text : text.substring(text.length() - SHOWN);
    }

    /** The directories in which programs are looked for. */
    static List<Path> path() {
        List<Path> directories = new ArrayList<>();
        for (String directory :
                Optional.ofNullable(System.getenv("PATH")).orElse("").split(":", -1)) {
            if (directory.startsWith("/")) {
                directories.add(Path.of(directory));
            }
        }
        return directories;
    }

    /** Where a program is, if it is installed. */
    static Optional<String> find(String name) {
        return path().stream()
                .map(directory -> directory.resolve(name))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }
}
