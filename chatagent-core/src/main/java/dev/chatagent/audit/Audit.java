package dev.chatagent.audit;

import dev.chatagent.auth.Permission;
import dev.chatagent.auth.Principal;
import dev.chatagent.auth.SecretBox;
import dev.chatagent.storage.Storage;
import dev.chatagent.storage.UnitOfWork;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The audit log: each row carries a keyed hash of itself and of the row before it, so that a row that is changed, removed or
 * put in between breaks the chain. Cutting off the newest rows is not seen by the chain alone; keep the last hash elsewhere
 * where that matters. Thread-safe.
 */
public final class Audit {
    private static final Logger LOG = LoggerFactory.getLogger(Audit.class);
    /** Most rows of a page. */
    public static final int MAX_PAGE = 200;

    private static final int SCAN = 1_000;

    private final Storage storage;
    private final AuditChain chain;
    private final AlertSink alerts;
    private final Clock clock;
    private final Executor executor;

    /** Wired by the runtime. */
    public Audit(Storage storage, SecretBox box, AlertSink alerts, Clock clock, Executor executor) {
        this.storage = storage;
        this.chain = new AuditChain(box.derive("audit"));
        this.alerts = alerts;
        this.clock = clock;
        this.executor = executor;
    }

    /** Adds a row as part of the unit: what it tells and the row are durable together, or neither is. */
    public void append(UnitOfWork unit, AuditRecord record) {
        AuditRepository repository = unit.get(AuditRepository.class);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        repository.append(chain.next(repository.last(), record, now));
    }

    /** Adds a row in a unit of its own. */
    public void append(AuditRecord record) {
        storage.write(unit -> {
            append(unit, record);
            return true;
        });
    }

    /** Raises an alert once the unit is durable. */
    public void alert(UnitOfWork unit, Alert.Kind kind, AuditRecord about, String message) {
        Alert alert = new Alert(kind, about.tenant(), about.subject(), about.address(), message, clock.instant());
        unit.afterCommit(() -> executor.execute(() -> raise(alert)));
    }

    private void raise(Alert alert) {
        try {
            alerts.raise(alert);
        } catch (RuntimeException e) {
            LOG.error("The alert sink threw; the alert was: {} {}", alert.kind(), alert.message(), e);
        }
    }

    /**
     * Rows of the caller's tenant, newest first.
     *
     * @param before the page before this place; empty: the newest
     */
    public List<AuditEntry> page(Principal principal, Optional<Long> before, int limit) {
        principal.require(Permission.AUDIT_READ);
        int size = Math.max(1, Math.min(MAX_PAGE, limit));
        return storage.read(
                unit -> unit.get(AuditRepository.class).page(principal.tenant(), before.orElse(Long.MAX_VALUE), size));
    }

    /** What checking the chain found. {@code firstBroken} is 0 when it is whole. */
    public record Verification(boolean intact, long entries, long firstBroken, String lastHash) {}

    /** Checks the whole chain, row by row. Takes time in proportion to the log. */
    public Verification verify(Principal principal) {
        principal.require(Permission.AUDIT_READ);
        return verify();
    }

    /** As above, for the operator of this process. */
    public Verification verify() {
        return storage.read(unit -> verify(unit.get(AuditRepository.class)));
    }

    private Verification verify(AuditRepository repository) {
        Optional<AuditEntry> first = Optional.empty();
        Optional<AuditEntry> last = Optional.empty();
        Optional<AuditAnchor> anchor = Optional.empty();
        long entries = 0;
        List<AuditEntry> rows = repository.scan(0, SCAN);
        while (!rows.isEmpty()) {
            for (AuditEntry row : rows) {
                if (first.isEmpty()) {
                    first = Optional.of(row);
                } else if (!chain.follows(last, row)) {
                    return new Verification(false, row.no(), row.no(), row.hash());
                }
                anchor = AuditAnchor.in(row).or(latest(anchor));
                last = Optional.of(row);
                entries++;
            }
            rows = repository.scan(rows.get(rows.size() - 1).no(), SCAN);
        }
        if (first.isPresent() && !begins(first.get(), anchor)) {
            return new Verification(
                    false, entries, first.get().no(), first.get().hash());
        }
        return new Verification(true, entries, 0, last.map(AuditEntry::hash).orElse(""));
    }

    private static Supplier<Optional<AuditAnchor>> latest(Optional<AuditAnchor> anchor) {
        return () -> anchor;
    }

    /** Whether the oldest row is the very first one, or the one behind what was deleted on purpose. */
    private boolean begins(AuditEntry first, Optional<AuditAnchor> anchor) {
        return chain.follows(Optional.empty(), first)
                || anchor.filter(deleted -> chain.follows(Optional.of(deleted.stub(first)), first))
                        .isPresent();
    }
}
