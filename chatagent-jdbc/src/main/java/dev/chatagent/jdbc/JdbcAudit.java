package dev.chatagent.jdbc;

import dev.chatagent.audit.AuditEntry;
import dev.chatagent.audit.AuditRepository;
import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

final class JdbcAudit implements AuditRepository {
    private final Handle handle;

    JdbcAudit(Handle handle) {
        this.handle = handle;
    }

    @Override
    public Optional<AuditEntry> last() {
        return handle.createQuery("SELECT * FROM audit_entry ORDER BY no DESC LIMIT 1")
                .map((row, context) -> entry(row))
                .findOne();
    }

    private static AuditEntry entry(ResultSet row) throws SQLException {
        return new AuditEntry(
                row.getLong("no"),
                Columns.time(row, "happened_at"),
                Columns.text(row, "event"),
                new TenantId(Columns.text(row, "tenant")),
                user(Columns.uuidOrNull(row, "actor")),
                user(Columns.uuidOrNull(row, "subject")),
                Columns.text(row, "address"),
                Columns.text(row, "detail"),
                Columns.text(row, "hash"));
    }

    private static @Nullable UserId user(@Nullable UUID id) {
        return id == null ? null : new UserId(id);
    }

    @Override
    public void append(AuditEntry entry) {
        UserId actor = entry.actor();
        UserId subject = entry.subject();
        handle.createUpdate("""
                        INSERT INTO audit_entry (no, happened_at, event, tenant, actor, subject, address, detail, hash)
                        VALUES (:no, :time, :event, :tenant, :actor, :subject, :address, :detail, :hash)
                        """)
                .bind("no", entry.no())
                .bind("time", Columns.micros(entry.time()))
                .bind("event", entry.event())
                .bind("tenant", entry.tenant().value())
                .bind("actor", actor == null ? null : actor.value())
                .bind("subject", subject == null ? null : subject.value())
                .bind("address", entry.address())
                .bind("detail", entry.detail())
                .bind("hash", entry.hash())
                .execute();
    }

    @Override
    public List<AuditEntry> page(TenantId tenant, long before, int limit) {
        return handle.createQuery("""
                        SELECT * FROM audit_entry WHERE tenant = :tenant AND no < :before ORDER BY tenant, no DESC LIMIT :limit
                        """)
                .bind("tenant", tenant.value())
                .bind("before", before)
                .bind("limit", limit)
                .map((row, context) -> entry(row))
                .list();
    }

    @Override
    public List<AuditEntry> scan(long after, int limit) {
        return handle.createQuery("SELECT * FROM audit_entry WHERE no > :after ORDER BY no LIMIT :limit")
                .bind("after", after)
                .bind("limit", limit)
                .map((row, context) -> entry(row))
                .list();
    }

    @Override
    public Optional<AuditEntry> lastBefore(Instant time) {
        return handle.createQuery("SELECT * FROM audit_entry WHERE happened_at < :time ORDER BY no DESC LIMIT 1")
                .bind("time", Columns.micros(time))
                .map((row, context) -> entry(row))
                .findOne();
    }

    @Override
    public int prune(long through) {
        return handle.createUpdate("DELETE FROM audit_entry WHERE no <= :through")
                .bind("through", through)
                .execute();
    }
}
