package dev.chatagent.account;

import dev.chatagent.id.LoginId;
import dev.chatagent.id.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A secret that works once, as it is stored: by its hash alone. */
public record OneTimeToken(
        Purpose purpose,
        String hash,
        @Nullable UserId user,
        @Nullable LoginId login,
        Instant expiresAt) {
    /** What it is good for. */
    public enum Purpose {
        /** Makes the first administrator; belongs to nobody yet. */
        SETUP,
        /** Opens one WebSocket for its login. */
        WS_TICKET,
        /** Sets a new password. */
        PASSWORD_RESET,
        /** Proves that messages to the address arrive. */
        EMAIL_VERIFICATION
    }
}
