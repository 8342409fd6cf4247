package dev.chatagent.account;

import dev.chatagent.auth.PasswordHasher;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Runs password hashing on few threads with a short queue, so that a wave of logins can neither take every core nor pile up
 * in memory (OWASP Password Storage: denial of service by long hashing).
 */
final class HashingPool implements AutoCloseable {
    private static final int QUEUE = 64;

    private final PasswordHasher hasher;
    private final ThreadPoolExecutor executor;
    private final Future<String> decoy;

    /** @param threads at least 1; half the cores leaves room for everything else */
    HashingPool(PasswordHasher hasher, int threads, ThreadFactory threadFactory) {
        this.hasher = hasher;
        this.executor = new ThreadPoolExecutor(
                threads, threads, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(QUEUE), threadFactory);
        this.executor.allowCoreThreadTimeOut(true);
        this.decoy = executor.submit(() -> hasher.hash("a password that nobody has"));
    }

    String hash(String password) {
        return run(() -> hasher.hash(password));
    }

    boolean matches(String password, String hash) {
        return run(() -> hasher.matches(password, hash));
    }

    /** Takes as long as checking a real password, so that the time does not tell whether an account exists. */
    void pretend(String password) {
        run(() -> hasher.matches(password, decoy.get()));
    }

    boolean outdated(String hash) {
        return hasher.outdated(hash);
    }

    private <T> T run(Callable<T> work) {
        try {
            return executor.submit(work).get();
        } catch (RejectedExecutionException e) {
            throw ChatAgentException.retryLater(
                    ErrorCode.OVERLOADED,
                    "Too many people are logging in right now. Try again in 2 s.",
                    Duration.ofSeconds(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw stopping(e);
        } catch (CancellationException e) {
            throw stopping(e);
        } catch (ExecutionException e) {
            if (executor.isShutdown()) {
                throw stopping(e);
            }
            throw new IllegalStateException("Password hashing failed", e.getCause());
        }
    }

    private static ChatAgentException stopping(Exception cause) {
        return new ChatAgentException(ErrorCode.UNAVAILABLE, "The server is stopping.", cause);
    }

    /** Whoever waits for a hash that was not begun is told so; they would wait for ever. */
    @Override
    public void close() {
        for (Runnable waiting : executor.shutdownNow()) {
            if (waiting instanceof Future<?> task) {
                task.cancel(true);
            }
        }
    }
}
