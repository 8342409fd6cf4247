package dev.chatagent;

import dev.chatagent.account.Authenticator;
import dev.chatagent.auth.AccessTokens;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a node in step with the others: what they revoked, twice a second, and which keys they sign with, once a second. */
final class Upkeep implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

    /** Nothing may be heard a second after a login has ended, so finding out takes half of that at most. */
    private static final long REVOCATIONS_MILLIS = 500;

    private static final int LOOKS_FOR_KEYS = 2;

    private final Authenticator authenticator;
    private final AccessTokens accessTokens;
    private final AtomicBoolean running = new AtomicBoolean();
    private final ScheduledFuture<?> timer;
    private int looks;
    private volatile boolean failing;

    private Upkeep(
            ScheduledExecutorService scheduler,
            Executor executor,
            Authenticator authenticator,
            AccessTokens accessTokens) {
        this.authenticator = authenticator;
        this.accessTokens = accessTokens;
        this.timer = scheduler.scheduleWithFixedDelay(
                () -> executor.execute(this::tick), REVOCATIONS_MILLIS, REVOCATIONS_MILLIS, TimeUnit.MILLISECONDS);
    }

    static Upkeep start(
            ScheduledExecutorService scheduler,
            Executor executor,
            Authenticator authenticator,
            AccessTokens accessTokens) {
        return new Upkeep(scheduler, executor, authenticator, accessTokens);
    }

    /** A slow database makes ticks fewer, not more. */
    private void tick() {
        if (!running.compareAndSet(false, true)) {
            return;
        }
        try {
            authenticator.learnRevocations();
            looks = (looks + 1) % LOOKS_FOR_KEYS;
            if (looks == 0) {
                accessTokens.maintain();
                failing = false;
            }
        } catch (RuntimeException e) {
            if (!failing) { // a database that is down for an hour is worth one line, not thousands
                LOG.warn("Revocations and keys of other nodes cannot be read; it is tried again: {}", e.toString());
            }
            failing = true;
        } finally {
            running.set(false);
        }
    }

    @Override
    public void close() {
        timer.cancel(false);
    }
}
