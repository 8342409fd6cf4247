package dev.chatagent.jdbc;

import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A private PostgreSQL: a cluster in a directory of this process, run by the programs installed on the machine, reached over
 * loopback with a generated password. A server that dies is started again on the same port. Thread-safe.
 */
final class ManagedPostgres implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ManagedPostgres.class);
    private static final byte[] LOOPBACK = {127, 0, 0, 1};
    private static final int ATTEMPTS = 5;
    private static final int LOG_SECONDS = 10;
    private static final long LOG_BYTES = 2_000_000;
    private static final long FIRST_WAIT_MILLIS = 250;
    private static final long LONGEST_WAIT_MILLIS = 15_000;

    private final FileClaim claim;
    private final PostgresCluster cluster;
    private final String password;
    private final int port;
    private final ScheduledExecutorService keeper = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "chatagent-postgres");
        thread.setDaemon(true);
        return thread;
    });
    private final Object lock = new Object();
    private PostgresServer server;
    private volatile boolean closed;

    private ManagedPostgres(FileClaim claim, PostgresCluster cluster, String password, Started started) {
        this.claim = claim;
        this.cluster = cluster;
        this.password = password;
        this.port = started.port;
        this.server = started.server;
    }

    private record Started(PostgresServer server, int port) {}

    /**
     * Makes the cluster if there is none, and starts it; returns when it takes connections. As root the directory and the one
     * above it are opened for the server's account to pass through.
     *
     * @throws ChatAgentException UNAVAILABLE with what to do when PostgreSQL is missing, too old or of another version than the
     *     cluster, when another process uses the directory, and when the server does not start
     */
    static ManagedPostgres start(Path directory) {
        Path absolute = directory.toAbsolutePath().normalize();
        if (!absolute.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            throw new ChatAgentException(
                    ErrorCode.UNAVAILABLE,
                    "CHATAGENT_STORAGE=managed-postgres works on Linux and macOS. Set CHATAGENT_DATABASE_URL to a server, or"
                            + " use the embedded database.");
        }
        @Nullable FileClaim claim = null;
        try {
            PrivateFiles.createDirectory(absolute);
            claim = FileClaim.tryClaim(absolute.resolve("claim")).orElseThrow(() -> inUse(absolute));
            return started(absolute, claim);
        } catch (IOException e) {
            close(claim);
            throw new ChatAgentException(
                    ErrorCode.UNAVAILABLE,
                    "The managed database in " + absolute + " cannot be used: " + e
                            + ". Check who owns its files and whether the disk is full.",
                    e);
        } catch (RuntimeException e) {
            close(claim);
            throw e;
        }
    }

    private static void close(@Nullable FileClaim claim) {
        if (claim != null) {
            claim.close();
        }
    }

    private static ChatAgentException inUse(Path directory) {
        return new ChatAgentException(
                ErrorCode.UNAVAILABLE,
                "Another chatagent uses the managed database in " + directory
                        + ". Stop it, or set CHATAGENT_HOME to another directory.");
    }

    private static ManagedPostgres started(Path directory, FileClaim claim) throws IOException {
        PostgresBinaries binaries = PostgresBinaries.find(PostgresCluster.version(directory));
        PostgresCluster cluster = new PostgresCluster(directory, binaries, ServerAccount.choose(directory, binaries));
        stopLeftOver(cluster);
        String password = cluster.prepare();
        ManagedPostgres managed = new ManagedPostgres(claim, cluster, password, startSomewhere(cluster));
        managed.keep();
        LOG.info(
                "PostgreSQL {} runs on 127.0.0.1:{} with its data in {}",
                binaries.major(),
                managed.port,
                cluster.data());
        return managed;
    }

    /**
     * A server that outlived its chatagent is stopped and not adopted: its clients are gone, and after a clean stop nothing of
     * them, no open transaction and no setting of an older version, is left to reckon with.
     */
    private static void stopLeftOver(PostgresCluster cluster) throws IOException {
        Optional<PostmasterPid> pid = PostmasterPid.read(cluster.data());
        if (pid.isEmpty()) {
            return;
        }
        Optional<ProcessHandle> server = pid.get().server(cluster.data());
        if (server.isPresent()) {
            LOG.warn("The managed PostgreSQL of an earlier chatagent still runs; it is stopped and started anew");
            PostgresServer.stop(cluster, server.get());
        } else if (pid.get().process().isPresent()) {
            cluster.forgetPid();
        }
    }

    /** Another process may take the port before the server does, and workers of one that was killed take a moment to end. */
    private static Started startSomewhere(PostgresCluster cluster) throws IOException {
        for (int attempt = 1; ; attempt++) {
            int port = freePort();
            try {
                return new Started(PostgresServer.start(cluster, port), port);
            } catch (ChatAgentException e) {
                if (attempt == ATTEMPTS || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                LOG.warn("{} It is tried again.", e.getMessage());
                pause(FIRST_WAIT_MILLIS << attempt);
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByAddress(LOOPBACK))) {
            return socket.getLocalPort();
        }
    }

    private static void pause(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void keep() {
        var unused =
                keeper.scheduleWithFixedDelay(() -> boundLog(LOG_BYTES), LOG_SECONDS, LOG_SECONDS, TimeUnit.SECONDS);
        watch();
    }

    /** Keeps the log below so many bytes. */
    void boundLog(long most) {
        try {
            cluster.boundLog(most);
        } catch (IOException e) {
            LOG.warn("The log of the managed PostgreSQL cannot be cut off: {}", e.toString());
        }
    }

    private void watch() {
        var unused = server.ended().thenRun(() -> later(0, FIRST_WAIT_MILLIS));
    }

    private void later(long millis, long nextWait) {
        if (!closed) {
            try {
                var unused = keeper.schedule(() -> revive(nextWait), millis, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) { // closed meanwhile
            }
        }
    }

    private void revive(long wait) {
        synchronized (lock) {
            if (closed) {
                return;
            }
            LOG.warn("The managed PostgreSQL has ended and is started again");
            try {
                server.stop(); // its workers and its watch
                server = PostgresServer.start(cluster, port);
                watch();
            } catch (IOException | RuntimeException e) {
                LOG.error("The managed PostgreSQL does not start; next try in {} ms: {}", wait, e.getMessage());
                later(wait, Math.min(2 * wait, LONGEST_WAIT_MILLIS));
            }
        }
    }

    /** Where it is, without the password. */
    String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + PostgresCluster.DATABASE + "?sslmode=disable";
    }

    /** Where it is in the form of {@code DATABASE_URL}, with the password: a secret. */
    String databaseUrl() {
        return "postgres://" + PostgresCluster.USER + ":" + password + "@127.0.0.1:" + port + "/"
                + PostgresCluster.DATABASE + "?sslmode=disable";
    }

    int port() {
        return port;
    }

    String user() {
        return PostgresCluster.USER;
    }

    String password() {
        return password;
    }

    /** Stops the server; no process of it is left. Idempotent. */
    @Override
    public void close() {
        closed = true;
        keeper.shutdownNow();
        Interruption.shielded(() -> {
            synchronized (lock) {
                server.stop();
                claim.close();
            }
            return true;
        });
    }
}
