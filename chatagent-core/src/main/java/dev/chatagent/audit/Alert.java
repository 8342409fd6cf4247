package dev.chatagent.audit;

import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something an operator should look at now.
 *
 * @param subject whose account it concerns, if anybody's
 * @param message a sentence without secrets
 */
public record Alert(
        Kind kind, TenantId tenant, @Nullable UserId subject, String address, String message, Instant time) {
    /** What kinds there are. */
    public enum Kind {
        /** Too many wrong passwords: an account or an address has to wait. */
        LOCKOUT,
        /** A refresh token was used again after its grace: it may have been stolen. */
        TOKEN_REUSE,
        /** Somebody got or lost power over others: roles, bans, impersonation, keys. */
        ADMIN_CHANGE,
        /** No backup was made: there is none, or none that is newer. */
        BACKUP_FAILED
    }
}
