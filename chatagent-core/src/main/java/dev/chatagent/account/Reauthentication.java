package dev.chatagent.account;

import dev.chatagent.auth.Principal;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;

/**
 * Asking for the password once more before something that a stolen session must not be able to do (ASVS 5.0, 7.5.1). Thread-safe.
 */
final class Reauthentication {
    private final AccountParts parts;
    private final HashingPool hashing;
    private final LoginGuard guard;

    Reauthentication(AccountParts parts, HashingPool hashing, LoginGuard guard) {
        this.parts = parts;
        this.hashing = hashing;
        this.guard = guard;
    }

    /** @throws ChatAgentException BAD_CREDENTIALS when the password is wrong, RATE_LIMITED after too many wrong ones */
    Credential require(Principal principal, String password) {
        Credential credential = parts.storage()
                .read(unit -> unit.get(UserRepository.class).credential(principal.user()))
                .orElseThrow(ChatAgentException::notFound);
        try (LoginGuard.Attempt attempt = guard.beginAgain(principal.user())) {
            boolean right = hashing.matches(PasswordPolicy.normalise(password), credential.passwordHash());
            parts.storage().write(unit -> {
                if (right) {
                    attempt.succeeded(unit);
                } else {
                    attempt.failed(unit);
                }
                return right;
            });
            if (!right) {
                throw new ChatAgentException(ErrorCode.BAD_CREDENTIALS, "The password is wrong.");
            }
            return credential;
        }
    }
}
