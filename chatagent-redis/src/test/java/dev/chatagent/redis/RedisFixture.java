package dev.chatagent.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.testkit.Eventually;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A Redis server of the test's own, from the program that is installed. Where there is none, tests are skipped and say so; in CI they fail. */
final class RedisFixture implements AutoCloseable {
    private static final String PROGRAM = "redis-server";

    private final Path program;
    private final int port;
    private Optional<Process> process = Optional.empty();

    private RedisFixture(Path program, int port) {
        this.program = program;
        this.port = port;
    }

    /** One that runs. */
    static RedisFixture start() {
        Optional<Path> found = Stream.of(
                        System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(directory -> Path.of(directory, PROGRAM))
                .filter(Files::isExecutable)
                .findFirst();
        if (found.isEmpty()) {
            String message = PROGRAM + " is not installed (Debian: redis-server)";
            assertThat(System.getenv("CI")).as(message).isNull();
            System.err.println("SKIPPED: " + message);
            Assumptions.abort(message);
        }
        try {
            RedisFixture fixture = new RedisFixture(found.orElseThrow(), freePort());
            fixture.run();
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

    void run() throws IOException {
        process = Optional.of(new ProcessBuilder(
                        program.toString(),
                        "--port",
                        Integer.toString(port),
                        "--bind",
                        "127.0.0.1",
                        "--save",
                        "",
                        "--appendonly",
                        "no")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start());
        Eventually.until("Redis answers", this::answers);
    }

    private boolean answers() {
        try {
            return send("PING").startsWith("+PONG");
        } catch (IOException e) {
            return false;
        }
    }

    /** Says a line to the server and answers the first line that it says. */
    private String send(String line) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
            byte[] answer = new byte[512];
            int length = socket.getInputStream().read(answer);
            return new String(answer, 0, Math.max(0, length), StandardCharsets.UTF_8);
        }
    }

    String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** Cuts every connection. */
    void cut() throws IOException {
        send("CLIENT KILL TYPE normal");
        send("CLIENT KILL TYPE pubsub");
    }

    void kill() throws InterruptedException {
        process.orElseThrow().destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.ifPresent(Process::destroyForcibly);
    }
}
