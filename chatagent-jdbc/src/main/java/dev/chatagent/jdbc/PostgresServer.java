package dev.chatagent.jdbc;

import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running server of a {@link PostgresCluster}. It listens on loopback alone and ends with this process, however that ends. */
final class PostgresServer {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresServer.class);
    private static final int LOOK_EVERY_MILLIS = 20;
    private static final int FAST_SECONDS = 30;
    private static final int IMMEDIATE_SECONDS = 10;
    private static final int LOG_READ = 16_384;

    /** A server that was killed first redoes what its log holds, which takes minutes when that is long. */
    private static final Duration READY = Duration.ofMinutes(10);

    /** Waits for the end of this process, and stops the server. Ctrl-C reaches it too, and is not for it. */
    private static final String WATCH = "trap '' INT TERM HUP; read -r unused; kill -INT \"$0\"";

    private static final List<String> SETTINGS = List.of(
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "max_connections=40",
            "fsync=on",
            "full_page_writes=on",
            "synchronous_commit=on",
            "password_encryption=scram-sha-256",
            "timezone=UTC",
            "log_timezone=UTC",
            "jit=off",
            // What the log holds must not be what people wrote: no statements, and no details of a row that was
            // refused.
            "logging_collector=off",
            "log_destination=stderr",
            "log_statement=none",
            "log_checkpoints=off",
            "log_error_verbosity=terse",
            "log_min_error_statement=panic");

    private final PostgresCluster cluster;
    private final Process process;
    private @Nullable Process watch;

    private PostgresServer(PostgresCluster cluster, Process process) {
        this.cluster = cluster;
        this.process = process;
    }

    /** Starts it and waits until it takes connections. */
    static PostgresServer start(PostgresCluster cluster, int port) throws IOException {
        Path log = cluster.log();
        long before = Files.size(log);
        Process process = Command.builder(command(cluster, port))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .redirectInput(new File("/dev/null"))
                .start();
        PostgresServer server = new PostgresServer(cluster, process);
        try {
            server.watch();
            server.awaitReady(log, before);
            return server;
        } catch (IOException | RuntimeException e) {
            Interruption.shielded(() -> {
                server.stop();
                return true;
            });
            throw e;
        }
    }

    private void watch() throws IOException {
        watch = Command.builder(ownSession(cluster.account().command("sh", "-c", WATCH, Long.toString(process.pid()))))
                .start();
    }

    private static List<String> command(PostgresCluster cluster, int port) {
        List<String> command = new ArrayList<>(cluster.account()
                .command(
                        cluster.binaries().program("postgres"),
                        "-D",
                        cluster.data().toString(),
                        "-c",
                        "port=" + port));
        for (String setting : SETTINGS) {
            command.addAll(List.of("-c", setting));
        }
        return ownSession(command);
    }

    /** Ctrl-C in a terminal goes to all processes of a session; the server is stopped when nobody needs it any more. */
    private static List<String> ownSession(List<String> command) {
        List<String> whole =
                new ArrayList<>(Command.find("setsid").map(List::of).orElse(List.of()));
        whole.addAll(command);
        return whole;
    }

    private void awaitReady(Path log, long before) throws IOException {
        long deadline = System.nanoTime() + READY.toNanos();
        while (!isReady()) {
            if (ended(LOOK_EVERY_MILLIS)) {
                throw notStarted(reason(log, before));
            }
            if (System.nanoTime() - deadline > 0) {
                throw notStarted("it took longer than " + READY.toMinutes() + " minutes");
            }
        }
    }

    private boolean isReady() throws IOException {
        return PostmasterPid.read(cluster.data())
                .filter(found -> found.ready() && found.pid() == process.pid())
                .isPresent();
    }

    private boolean ended(long millis) {
        try {
            return process.waitFor(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw notStarted("interrupted");
        }
    }

    private ChatAgentException notStarted(String reason) {
        return new ChatAgentException(
                ErrorCode.UNAVAILABLE,
                "The managed PostgreSQL in " + cluster.data().getParent() + " did not start: " + reason
                        + ". Its postgresql.log tells more.");
    }

    /** The server's last word on why it ends. */
    private static String reason(Path log, long before) throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(log)) {
            ByteBuffer buffer = ByteBuffer.allocate(LOG_READ);
            channel.position(Math.min(before, channel.size()));
            while (buffer.hasRemaining() && channel.read(buffer) >= 0) {}
            String text = new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
            List<String> told = text.lines()
                    .filter(line -> line.contains("FATAL:") || line.contains("PANIC:"))
                    .map(line -> line.replaceAll("^.*?(FATAL|PANIC): +", ""))
                    .toList();
            List<String> all = told.isEmpty() ? text.lines().toList() : told;
            return all.isEmpty() ? "it said nothing" : all.get(all.size() - 1);
        }
    }

    /** Done when the server ends, by whatever. */
    CompletableFuture<Process> ended() {
        return process.onExit();
    }

    /** Stops it and waits until none of its processes is left. */
    void stop() {
        stop(cluster, process.toHandle());
        if (watch != null) {
            boolean unused = awaitExit(watch.destroyForcibly().toHandle(), IMMEDIATE_SECONDS);
        }
    }

    /** Stops a server that an earlier process left behind, in the same way. */
    static void stop(PostgresCluster cluster, ProcessHandle server) {
        List<ProcessHandle> workers = server.descendants().toList();
        pgCtlStop(cluster, server, "fast", FAST_SECONDS);
        pgCtlStop(cluster, server, "immediate", IMMEDIATE_SECONDS);
        if (server.isAlive()) {
            LOG.warn("The managed PostgreSQL does not stop and is killed; it recovers at its next start");
            server.destroyForcibly();
        }
        workers.forEach(worker -> {
            if (!awaitExit(worker, IMMEDIATE_SECONDS)) {
                worker.destroyForcibly();
            }
        });
        awaitExit(server, IMMEDIATE_SECONDS);
    }

    private static void pgCtlStop(PostgresCluster cluster, ProcessHandle server, String mode, int seconds) {
        if (!server.isAlive()) {
            return;
        }
        try {
            Command.Result unused = Command.run(
                    cluster.account()
                            .command(
                                    cluster.binaries().program("pg_ctl"),
                                    "stop",
                                    "-D",
                                    cluster.data().toString(),
                                    "-m",
                                    mode,
                                    "-t",
                                    Integer.toString(seconds)),
                    "",
                    Duration.ofSeconds(seconds + 10L));
        } catch (IOException e) {
            LOG.warn("The managed PostgreSQL cannot be told to stop: {}", e.toString());
        }
        awaitExit(server, 1);
    }

    private static boolean awaitExit(ProcessHandle process, int seconds) {
        try {
            process.onExit().get(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) { // what counts is whether it lives
        }
        return !process.isAlive();
    }
}
