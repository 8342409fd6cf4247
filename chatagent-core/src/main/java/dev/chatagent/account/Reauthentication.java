package dev.chatagent.account;

import dev.chatagent.audit.AuditEvent;
import dev.chatagent.audit.AuditRecord;
import dev.chatagent.auth.Principal;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.storage.UnitOfWork;

/**
 * Asking for the password once more before something that a stolen session must not be able to do (ASVS 5.0, 7.5.1). Thread-safe.
 */
final class Reauthentication {
    private final AccountParts parts;
    private final HashingPool hashing;
    private final LoginGuard guard;
    private final Revoker revoker;

    /** What else has to be right, and what happens when it is; false when it is wrong. */
    @FunctionalInterface
    interface Proof {
        boolean holds(UnitOfWork unit, Credential credential);
    }

    Reauthentication(AccountParts parts, HashingPool hashing, LoginGuard guard, Revoker revoker) {
        this.parts = parts;
        this.hashing = hashing;
        this.guard = guard;
        this.revoker = revoker;
    }

    /** @throws ChatAgentException BAD_CREDENTIALS when the password is wrong, RATE_LIMITED after too many wrong ones */
    Credential require(Principal principal, String password) {
        return require(principal, password, (unit, credential) -> true);
    }

    /**
     * The same, with one more proof, which is counted with the password: nobody may try one of them for ever who has the other.
     *
     * @throws ChatAgentException BAD_SECOND_FACTOR when the proof is wrong
     */
    Credential require(Principal principal, String password, Proof proof) {
        Credential credential = parts.storage()
                .read(unit -> unit.get(UserRepository.class).credential(principal.user()))
                .orElseThrow(ChatAgentException::notFound);
        try (LoginGuard.Attempt attempt = guard.beginAgain(principal.login())) {
            boolean matches = hashing.matches(PasswordPolicy.normalise(password), credential.passwordHash());
            boolean right = parts.storage().write(unit -> {
                boolean passed = matches && proof.holds(unit, unchanged(unit, principal, credential));
                if (passed) {
                    attempt.succeeded(unit);
                } else {
                    failed(unit, attempt, principal);
                }
                return passed;
            });
            if (!matches) {
                throw wrongPassword();
            }
            if (!right) {
                throw SecondFactors.wrongCode();
            }
            return credential;
        }
    }

    private void failed(UnitOfWork unit, LoginGuard.Attempt attempt, Principal principal) {
        attempt.failed(unit);
        parts.audit()
                .append(
                        unit,
                        AuditRecord.self(AuditEvent.AUTHN_LOGIN_FAIL, principal.tenant(), principal.user(), "")
                                .with("reason", "asked again"));
    }

    /**
     * The account as it is now, for the unit that makes use of the proof: it may have got another password, or lost this login,
     * since it was asked.
     *
     * @throws ChatAgentException INVALID_TOKEN, BAD_CREDENTIALS
     */
    Credential unchanged(UnitOfWork unit, Principal principal, Credential proven) {
        revoker.requireLive(unit, principal);
        return unit.get(UserRepository.class)
                .credential(principal.user())
                .filter(now -> now.passwordHash().equals(proven.passwordHash()))
                .orElseThrow(Reauthentication::wrongPassword);
    }

    private static ChatAgentException wrongPassword() {
        return new ChatAgentException(ErrorCode.BAD_CREDENTIALS, "The password is wrong.");
    }
}
