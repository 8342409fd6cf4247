package dev.chatagent.tests;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * An OpenAI-compatible model server that nobody here wrote: aimock from npm, in a process of its own on a free port. It ends
 * when it is closed and when this process dies. What it answers stands in {@code model-server.json}.
 */
final class ModelServer implements AutoCloseable {
    static final String KEY = "sk-test-Q7w2Er5tY8u1Io4p";

    private static final Path PROGRAM = Npm.file("@copilotkit", "aimock", "dist", "cli.js");
    private static final String ANSWERS = "src/test/resources/model-server.json";
    private static final String READY = "listening on ";

    /** Node leaves when its standard input ends, which a kill -9 of this process cannot prevent. */
    private static final String LEAVE_WITH_US =
            "data:text/javascript,process.stdin.resume().on('end', () => process.exit())";

    private final Process process;
    private final String url;

    private ModelServer(Process process, String url) {
        this.process = process;
        this.url = url;
    }

    /** Ends the test as skipped where the server is not installed; in CI that is a failure. */
    static void assumeInstalled() {
        Npm.assumeInstalled("aimock", PROGRAM);
    }

    static ModelServer start() throws IOException {
        assumeInstalled();
        ProcessBuilder builder = new ProcessBuilder(
                Npm.node(),
                "--import",
                LEAVE_WITH_US,
                PROGRAM.toString(),
                "-p",
                "0",
                "-f",
                ANSWERS,
                "--validate-on-load");
        builder.environment().keySet().retainAll(List.of("PATH"));
        builder.environment().putAll(Map.of("AIMOCK_API_KEYS", KEY));
        Process process = builder.redirectErrorStream(true).start();
        try {
            return new ModelServer(process, awaitUrl(process));
        } catch (IOException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private static String awaitUrl(Process process) throws IOException {
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        StringBuilder said = new StringBuilder();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            int ready = line.indexOf(READY);
            if (ready >= 0) {
                drain(out);
                return line.substring(ready + READY.length()).strip();
            }
            said.append(line).append('\n');
        }
        throw new IOException("The model server did not start. It said: " + said);
    }

    /** A full pipe would stop the server. */
    private static void drain(BufferedReader out) {
        Thread drain = new Thread(
                () -> {
                    try {
                        out.transferTo(Writer.nullWriter());
                    } catch (IOException e) {
                        // The server has been stopped.
                    }
                },
                "model-server-output");
        drain.setDaemon(true);
        drain.start();
    }

    /** As a client's base URL. */
    String url() {
        return url + "/v1";
    }

    /** Where it listens. */
    int port() {
        return URI.create(url).getPort();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
