package dev.chatagent.backup;

import dev.chatagent.audit.Alert;
import dev.chatagent.audit.AlertSink;
import dev.chatagent.audit.Audit;
import dev.chatagent.audit.AuditEvent;
import dev.chatagent.audit.AuditRecord;
import dev.chatagent.auth.Permission;
import dev.chatagent.auth.Principal;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.id.TenantId;
import dev.chatagent.storage.Archive;
import dev.chatagent.storage.Passphrase;
import dev.chatagent.storage.Progress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes backups, one at a time, and keeps the newest ones. What it makes was verified before it counts; when one fails there
 * is an alert. Thread-safe.
 */
public final class Backups implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Backups.class);
    private static final Duration FIRST_AFTER = Duration.ofMinutes(5);
    private static final Duration RETRY_AFTER = Duration.ofHours(1);
    private static final int CLOSE_SECONDS = 20;

    private final Optional<Archive> archive;
    private final BackupDirectory directory;
    private final Plan plan;
    private final Audit audit;
    private final AlertSink alerts;
    private final Clock clock;
    private final Executor executor;
    private final Semaphore turn = new Semaphore(1);
    private final Instant started;
    private volatile @Nullable Failure lastFailure;
    private volatile boolean closing;

    /**
     * How backups are made.
     *
     * @param interval zero: only when asked for
     * @param keep how many of the newest ones
     */
    public record Plan(Duration interval, int keep, Optional<Passphrase> passphrase) {}

    /** Why the newest try came to nothing. */
    public record Failure(Instant time, String message) {}

    /** How things stand. */
    public record Status(
            List<Backup> items, boolean running, @Nullable Failure lastFailure) {
        public Status {
            items = List.copyOf(items);
        }
    }

    /** Wired by the runtime. */
    public Backups(
            Optional<Archive> archive,
            BackupDirectory directory,
            Plan plan,
            Audit audit,
            AlertSink alerts,
            Clock clock,
            Executor executor) {
        this.archive = archive;
        this.directory = directory;
        this.plan = plan;
        this.audit = audit;
        this.alerts = alerts;
        this.clock = clock;
        this.executor = executor;
        this.started = clock.instant();
    }

    /** The backups there are, whether one is being made, and why the last try failed if it did. */
    public Status status(Principal principal) {
        principal.require(Permission.BACKUPS_ADMIN);
        return new Status(list(), turn.availablePermits() == 0, lastFailure);
    }

    /** Why the newest try came to nothing, if it did; for the operator of this process. */
    public Optional<Failure> lastFailure() {
        return Optional.ofNullable(lastFailure);
    }

    /**
     * Begins to make one on a worker thread; {@link #status} tells how it went.
     *
     * @throws ChatAgentException CONFLICT while one is being made, and where nothing outlives the process
     */
    public void begin(Principal principal) {
        principal.require(Permission.BACKUPS_ADMIN);
        archive();
        takeTurn();
        try {
            audit.append(
                    new AuditRecord(AuditEvent.SYS_BACKUP, principal.tenant(), principal.actor(), null, "", Map.of()));
            executor.execute(this::makeQuietly);
        } catch (RuntimeException e) {
            turn.release();
            throw e;
        }
    }

    /** The backups there are, the newest first; for the operator of this process. */
    public List<Backup> list() {
        return archive.isEmpty() ? List.of() : directory.list();
    }

    /**
     * Makes one and deletes those that are too many; for the operator of this process. Blocks until it is verified.
     *
     * @throws ChatAgentException CONFLICT while another one is being made, and where nothing outlives the process
     */
    public Backup make(Progress progress) {
        archive();
        takeTurn();
        return makeInTurn(progress);
    }

    /** Makes one in that file, and deletes none; for the operator of this process. */
    public void make(Path file, Progress progress) {
        Archive source = archive();
        takeTurn();
        try {
            source.write(file, clock.instant(), plan.passphrase(), stoppable(progress));
        } finally {
            turn.release();
        }
    }

    /** Makes one when the newest is old enough; called about once a minute. */
    void makeIfDue() {
        if (archive.isPresent() && due(clock.instant()) && turn.tryAcquire()) {
            makeQuietly();
        }
    }

    private boolean due(Instant now) {
        Failure failed = lastFailure;
        Duration retry = plan.interval().compareTo(RETRY_AFTER) < 0 ? plan.interval() : RETRY_AFTER;
        if (plan.interval().isZero()
                || (failed != null && now.isBefore(failed.time().plus(retry)))) {
            return false;
        }
        return list().stream()
                .findFirst()
                .map(newest -> !now.isBefore(newest.created().plus(plan.interval())))
                .orElseGet(() -> !now.isBefore(started.plus(FIRST_AFTER)));
    }

    private void makeQuietly() {
        try {
            makeInTurn(Progress.NONE);
        } catch (RuntimeException e) { // told and kept already
            LOG.debug("A backup failed", e);
        }
    }

    private Backup makeInTurn(Progress progress) {
        Instant time = clock.instant();
        try {
            Backup made = directory.alone(() -> write(time, progress));
            lastFailure = null;
            return made;
        } catch (CancellationException e) {
            throw e;
        } catch (RuntimeException e) {
            failed(time, e);
            throw e;
        } finally {
            turn.release();
        }
    }

    private Backup write(Instant time, Progress progress) {
        Path file = directory.file(time);
        long rows = archive()
                .write(file, time, plan.passphrase(), stoppable(progress))
                .rows();
        directory.keep(plan.keep());
        Backup made = directory.list().stream()
                .filter(each -> each.name().equals(String.valueOf(file.getFileName())))
                .findFirst()
                .orElseThrow();
        LOG.info("Backup {} is made and verified: {} rows, {} bytes", file, rows, made.bytes());
        return made;
    }

    private void failed(Instant time, RuntimeException e) {
        if (e instanceof ChatAgentException known && known.code() == ErrorCode.CONFLICT) {
            return; // another process is at it
        }
        String message = e instanceof ChatAgentException ? String.valueOf(e.getMessage()) : "unexpected: " + e;
        lastFailure = new Failure(time, message);
        LOG.error("No backup was made: {}", message);
        LOG.debug("It was", e);
        try {
            alerts.raise(new Alert(
                    Alert.Kind.BACKUP_FAILED, TenantId.DEFAULT, null, "", "No backup was made: " + message, time));
        } catch (RuntimeException broken) {
            LOG.error("The alert sink threw", broken);
        }
    }

    private Progress stoppable(Progress progress) {
        return (step, rows) -> {
            if (closing) {
                throw new CancellationException("chatagent is stopping");
            }
            progress.at(step, rows);
        };
    }

    private Archive archive() {
        return archive.orElseThrow(() -> new ChatAgentException(
                ErrorCode.CONFLICT, "This storage keeps nothing beyond the process; there is nothing to back up."));
    }

    private void takeTurn() {
        if (closing || !turn.tryAcquire()) {
            throw underWay();
        }
    }

    static ChatAgentException underWay() {
        return new ChatAgentException(ErrorCode.CONFLICT, "A backup is being made already. Wait until it is done.");
    }

    boolean closing() {
        return closing;
    }

    /** Ends the one that is being made, leaving nothing of it. */
    @Override
    public void close() {
        if (closing) {
            return;
        }
        closing = true;
        try {
            if (!turn.tryAcquire(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("A backup did not end within {} s", CLOSE_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
