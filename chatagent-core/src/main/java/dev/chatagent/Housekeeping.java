package dev.chatagent;

import dev.chatagent.account.AccountServices;
import dev.chatagent.audit.AuditRetention;
import dev.chatagent.chat.ChatRetention;
import dev.chatagent.event.EventRepository;
import dev.chatagent.file.Files;
import dev.chatagent.storage.Storage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes what has expired, every few minutes, in small pieces that nobody waits for. */
final class Housekeeping implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
    private static final int PIECE = 1_000;
    private static final int INTERVAL_MINUTES = 10;

    private final Storage storage;
    private final AccountServices accounts;
    private final ChatRetention chats;
    private final Files files;
    private final AuditRetention audit;
    private final Clock clock;
    private final Duration eventRetention;
    private final ScheduledFuture<?> timer;

    private Housekeeping(
            ScheduledExecutorService scheduler,
            Executor executor,
            Storage storage,
            AccountServices accounts,
            ChatRetention chats,
            Files files,
            AuditRetention audit,
            Clock clock,
            Duration eventRetention) {
        this.storage = storage;
        this.accounts = accounts;
        this.chats = chats;
        this.files = files;
        this.audit = audit;
        this.clock = clock;
        this.eventRetention = eventRetention;
        this.timer = scheduler.scheduleWithFixedDelay(
                () -> executor.execute(this::clean), INTERVAL_MINUTES, INTERVAL_MINUTES, TimeUnit.MINUTES);
    }

    static Housekeeping start(
            ScheduledExecutorService scheduler,
            Executor executor,
            Storage storage,
            AccountServices accounts,
            ChatRetention chats,
            Files files,
            AuditRetention audit,
            Clock clock,
            Duration eventRetention) {
        return new Housekeeping(scheduler, executor, storage, accounts, chats, files, audit, clock, eventRetention);
    }

    private void clean() {
        try {
            accounts.prune();
            chats.prune();
            files.prune();
            audit.prune();
            storage.tidy();
            Instant before = clock.instant().minus(eventRetention);
            int deleted;
            do {
                deleted = storage.write(unit -> unit.get(EventRepository.class).prune(before, PIECE));
            } while (deleted > 0);
        } catch (RuntimeException e) {
            LOG.warn("Cleaning up failed and is tried again later: {}", e.toString());
        }
    }

    @Override
    public void close() {
        timer.cancel(false);
    }
}
