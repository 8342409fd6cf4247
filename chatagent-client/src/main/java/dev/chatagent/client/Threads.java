package dev.chatagent.client;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The threads of a client: its own end with it, given ones are left alone. */
final class Threads {
    private static final int IDLE_SECONDS = 5;

    final Loop loop = new Loop();
    final Executor executor;
    private final @Nullable ThreadPoolExecutor own;
    private final HttpClient http;
    private final boolean ownHttp;

    Threads(@Nullable HttpClient givenHttp, @Nullable Executor givenExecutor, Duration connectTimeout) {
        if (givenExecutor == null) {
            // As many as there are streams with something to handle; each has one task at a time.
            own = new ThreadPoolExecutor(
                    0,
                    Integer.MAX_VALUE,
                    IDLE_SECONDS,
                    TimeUnit.SECONDS,
                    new SynchronousQueue<>(),
                    daemons("chatagent-client-listener"));
            executor = own;
        } else {
            own = null;
            executor = givenExecutor;
        }
        ownHttp = givenHttp == null;
        http = givenHttp == null
                ? HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(connectTimeout)
                        .executor(loop)
                        .build()
                : givenHttp;
    }

    HttpClient http() {
        return http;
    }

    /** Off the loop; on it when listeners can run no more. */
    void run(Runnable work) {
        try {
            executor.execute(work);
        } catch (RejectedExecutionException e) {
            work.run();
        }
    }

    static ThreadFactory daemons(String name) {
        return work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    /** From the loop. What listeners were already given is still handled. */
    void end() {
        if (own != null) {
            own.shutdown();
        }
        if (ownHttp
                && http instanceof AutoCloseable closeable) { // since Java 21; before, it ends when nobody refers to it
            Thread closing = daemons("chatagent-client-closing").newThread(() -> closeQuietly(closeable));
            closing.start();
        }
        loop.end();
    }

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            Thread.currentThread().interrupt();
        }
    }
}
