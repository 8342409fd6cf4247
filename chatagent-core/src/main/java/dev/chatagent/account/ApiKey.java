package dev.chatagent.account;

import dev.chatagent.auth.Permission;
import dev.chatagent.id.LoginId;
import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A key with which a machine acts for its owner, as its owner sees it.
 *
 * @param id the unit of revocation, as for logins
 * @param hint the first characters of the key, to tell keys apart
 * @param scopes what it may do, at most; its owner's own permissions bound it too
 * @param lastUsedAt to the minute
 */
public record ApiKey(
        LoginId id,
        UserId user,
        TenantId tenant,
        String name,
        String hint,
        Set<Permission> scopes,
        Instant createdAt,
        Instant expiresAt,
        @Nullable Instant lastUsedAt,
        @Nullable Instant revokedAt) {
    public ApiKey {
        scopes = Set.copyOf(scopes);
    }

    boolean live(Instant now) {
        return revokedAt == null && now.isBefore(expiresAt);
    }
}
