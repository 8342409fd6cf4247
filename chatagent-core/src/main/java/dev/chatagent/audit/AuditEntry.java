package dev.chatagent.audit;

import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A row of the audit log.
 *
 * @param no its place, counted from 1 without gaps
 * @param event name of what happened
 * @param detail JSON object of short words
 * @param hash keyed hash of this row and of the hash before it
 */
public record AuditEntry(
        long no,
        Instant time,
        String event,
        TenantId tenant,
        @Nullable UserId actor,
        @Nullable UserId subject,
        String address,
        String detail,
        String hash) {}
