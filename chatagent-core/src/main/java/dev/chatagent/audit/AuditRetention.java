package dev.chatagent.audit;

import dev.chatagent.id.TenantId;
import dev.chatagent.storage.Storage;
import dev.chatagent.storage.UnitOfWork;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes audit rows that are too old. What goes leaves an {@link AuditAnchor} at the end of the chain, so that the rest can
 * still be verified, and nobody can delete more than this did. Thread-safe.
 */
public final class AuditRetention {
    private static final Logger LOG = LoggerFactory.getLogger(AuditRetention.class);

    /** Each time leaves a row, so it is done when a day's worth has come together. */
    private static final Duration WORTH_IT = Duration.ofDays(1);

    private final Storage storage;
    private final Audit audit;
    private final Clock clock;
    private final Duration keep;

    /**
     * Wired by the runtime.
     *
     * @param keep zero: for ever
     */
    public AuditRetention(Storage storage, Audit audit, Clock clock, Duration keep) {
        this.storage = storage;
        this.audit = audit;
        this.clock = clock;
        this.keep = keep;
    }

    /** Deletes what is too old; answers how many rows. */
    public int prune() {
        if (keep.isZero()) {
            return 0;
        }
        Instant before = clock.instant().minus(keep);
        if (!storage.read(unit -> worthIt(unit, before))) {
            return 0;
        }
        Audit.Verification found = audit.verify();
        if (!found.intact()) {
            LOG.error("The audit log was tampered with at row {}; none of it is deleted", found.firstBroken());
            return 0;
        }
        return storage.write(unit -> prune(unit, before));
    }

    private static boolean worthIt(UnitOfWork unit, Instant before) {
        return unit.get(AuditRepository.class).scan(0, 1).stream()
                .anyMatch(oldest -> oldest.time().isBefore(before.minus(WORTH_IT)));
    }

    private int prune(UnitOfWork unit, Instant before) {
        AuditRepository rows = unit.get(AuditRepository.class);
        Optional<AuditEntry> last = rows.lastBefore(before);
        if (last.isEmpty() || !worthIt(unit, before)) {
            return 0;
        }
        Map<String, String> anchor = AuditAnchor.of(last.get()).detail();
        audit.append(unit, new AuditRecord(AuditEvent.SYS_AUDIT_PRUNED, TenantId.DEFAULT, null, null, "", anchor));
        return rows.prune(last.get().no());
    }
}
