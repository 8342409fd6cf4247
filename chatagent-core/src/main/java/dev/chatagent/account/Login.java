package dev.chatagent.account;

import dev.chatagent.id.LoginId;
import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One signed-in device: the family of refresh tokens that began with one login.
 *
 * @param expiresAt when its last refresh token ends
 * @param revokedAt when it was ended before its time, if it was
 */
public record Login(
        LoginId id,
        UserId user,
        TenantId tenant,
        ClientInfo client,
        Instant createdAt,
        Instant lastUsedAt,
        Instant expiresAt,
        @Nullable Instant revokedAt) {

    /** Whether it may still be used. */
    public boolean live(Instant now) {
        return revokedAt == null && now.isBefore(expiresAt);
    }
}
