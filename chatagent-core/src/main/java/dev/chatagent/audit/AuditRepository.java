package dev.chatagent.audit;

import dev.chatagent.id.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Repository of the audit log. Rows are added at its end, and the oldest may go; none changes. */
public interface AuditRepository {
    /** The newest row. Inside a unit that writes, no other unit can add one between this and {@link #append}. */
    Optional<AuditEntry> last();

    void append(AuditEntry entry);

    /** The newest rows of the tenant before that place, descending. */
    List<AuditEntry> page(TenantId tenant, long before, int limit);

    /** Rows of every tenant after that place, ascending. */
    List<AuditEntry> scan(long after, int limit);

    /** The newest row that was added before that time. */
    Optional<AuditEntry> lastBefore(Instant time);

    /** Deletes the rows up to that place, itself included; answers how many. */
    int prune(long through);
}
