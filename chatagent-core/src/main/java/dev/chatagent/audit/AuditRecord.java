package dev.chatagent.audit;

import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What happened, before it has a place in the log.
 *
 * @param actor who did it; null when nobody is known, e.g. a login with an unknown address
 * @param subject whose account it concerns, if anybody's
 * @param address literal network address, empty when there is none
 * @param detail short words about it; never a secret or what people wrote
 */
public record AuditRecord(
        AuditEvent event,
        TenantId tenant,
        @Nullable UserId actor,
        @Nullable UserId subject,
        String address,
        Map<String, String> detail) {
    public AuditRecord {
        detail = Map.copyOf(detail);
    }

    /** Of a user about their own account. */
    public static AuditRecord self(AuditEvent event, TenantId tenant, UserId user, String address) {
        return new AuditRecord(event, tenant, user, user, address, Map.of());
    }

    /** With one more word about it. */
    public AuditRecord with(String key, String value) {
        Map<String, String> more = new java.util.HashMap<>(detail);
        more.put(key, value);
        return new AuditRecord(event, tenant, actor, subject, address, more);
    }
}
