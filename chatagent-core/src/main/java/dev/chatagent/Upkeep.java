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

/** Keeps a node in step with the others, once a second: what they revoked, which keys they sign with. */
final class Upkeep implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

    private final Authenticator authenticator;
    private final AccessTokens accessTokens;
    private final AtomicBoolean running = new AtomicBoolean();
    private final ScheduledFuture<?> timer;
    private volatile boolean failing;

    private Upkeep(
            ScheduledExecutorService scheduler,
            Executor executor,
            Authenticator authenticator,
            AccessTokens accessTokens) {
        this.authenticator = authenticator;
        this.accessTokens = accessTokens;
        this.timer = scheduler.scheduleWithFixedDelay(() -> executor.execute(this::tick), 1, 1, TimeUnit.SECONDS);
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
            accessTokens.maintain();
            failing = false;
        } catch (RuntimeException e) {
            if (!failing) { // a database that is down for an hour is worth one line, not thousands
                LOG.warn(
                        "Revocations and keys of other nodes cannot be read; tried again each second: {}",
                        e.toString());
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
