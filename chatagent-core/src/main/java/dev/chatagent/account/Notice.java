package dev.chatagent.account;

import dev.chatagent.id.TenantId;
import java.time.Duration;

/** A message to a person outside of the chat. What it links to is a secret of theirs. */
public sealed interface Notice {
    /** Whom it goes to. */
    Email to();

    TenantId tenant();

    /**
     * Somebody, hopefully they, asked for a new password.
     *
     * @param link opens the page that asks for the new password; works once
     */
    record PasswordReset(Email to, TenantId tenant, String link, Duration validFor) implements Notice {
        /** Never the link. */
        @Override
        public String toString() {
            return "PasswordReset[…]";
        }
    }

    /** @param link proves that the message arrived; works once */
    record EmailVerification(Email to, TenantId tenant, String link, Duration validFor) implements Notice {
        /** Never the link. */
        @Override
        public String toString() {
            return "EmailVerification[…]";
        }
    }

    /** The password is another one now; whoever did not do that should act. */
    record PasswordChanged(Email to, TenantId tenant) implements Notice {}
}
