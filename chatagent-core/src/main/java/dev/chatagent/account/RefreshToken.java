package dev.chatagent.account;

import dev.chatagent.id.LoginId;
import dev.chatagent.id.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A refresh token as it is stored: by its hash alone.
 *
 * @param usedAt when it was exchanged first, if it was
 */
public record RefreshToken(
        String hash,
        UserId user,
        LoginId login,
        Instant expiresAt,
        @Nullable Instant usedAt) {}
