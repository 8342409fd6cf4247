package dev.chatagent.storage.memory;

import dev.chatagent.audit.AuditEntry;
import dev.chatagent.audit.AuditRepository;
import dev.chatagent.id.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

final class InMemoryAudit implements AuditRepository {
    private final Table<Long, AuditEntry> entries;

    InMemoryAudit(Table.Undo undo) {
        this.entries = new Table<>(undo);
    }

    @Override
    public Optional<AuditEntry> last() {
        return entries.rangeDescending(0L, Long.MAX_VALUE).findFirst();
    }

    @Override
    public void append(AuditEntry entry) {
        entries.put(entry.no(), entry);
    }

    @Override
    public List<AuditEntry> page(TenantId tenant, long before, int limit) {
        return entries.rangeDescending(0L, before)
                .filter(entry -> entry.tenant().equals(tenant))
                .limit(limit)
                .toList();
    }

    @Override
    public List<AuditEntry> scan(long after, int limit) {
        return entries.range(after + 1, Long.MAX_VALUE).limit(limit).toList();
    }

    @Override
    public Optional<AuditEntry> lastBefore(Instant time) {
        return entries.rangeDescending(0L, Long.MAX_VALUE)
                .filter(entry -> entry.time().isBefore(time))
                .findFirst();
    }

    @Override
    public int prune(long through) {
        return entries.removeIf((no, entry) -> no <= through);
    }
}
