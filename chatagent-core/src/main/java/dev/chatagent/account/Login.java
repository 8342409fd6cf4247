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
 * @param actor the administrator who acts as the user through it; null when it is the user's own
 */
public record Login(
        LoginId id,
        UserId user,
        TenantId tenant,
        ClientInfo client,
        Instant createdAt,
        Instant lastUsedAt,
        Instant expiresAt,
        @Nullable Instant revokedAt,
        @Nullable UserId actor) {

    /** Of the user's own. */
    public Login(
            LoginId id,
            UserId user,
            TenantId tenant,
            ClientInfo client,
            Instant createdAt,
            Instant lastUsedAt,
            Instant expiresAt,
            @Nullable Instant revokedAt) {
        this(id, user, tenant, client, createdAt, lastUsedAt, expiresAt, revokedAt, null);
    }

    /** Whether it may still be used. */
    public boolean live(Instant now) {
        return revokedAt == null && now.isBefore(expiresAt);
    }
}
