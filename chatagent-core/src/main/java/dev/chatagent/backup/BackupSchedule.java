package dev.chatagent.backup;

import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Looks once a minute whether a backup is due. */
public final class BackupSchedule implements AutoCloseable {
    private static final int LOOK_SECONDS = 60;

    private final ScheduledFuture<?> timer;

    private BackupSchedule(ScheduledFuture<?> timer) {
        this.timer = timer;
    }

    /** Wired by the runtime. */
    public static BackupSchedule start(Backups backups, ScheduledExecutorService scheduler, Executor executor) {
        return new BackupSchedule(scheduler.scheduleWithFixedDelay(
                () -> executor.execute(backups::makeIfDue), LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS));
    }

    @Override
    public void close() {
        timer.cancel(false);
    }
}
