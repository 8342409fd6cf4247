package dev.chatagent.account;

import dev.chatagent.audit.Alert;
import dev.chatagent.audit.AuditEvent;
import dev.chatagent.audit.AuditRecord;
import dev.chatagent.auth.RandomToken;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.storage.UnitOfWork;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Logging in: guard, password, second factor, then a new login. Every refusal before the second factor looks the same. */
final class SignIn {
    /** Whoever's password changes more often than this during one login has to try again. */
    private static final int MAX_REPLACED = 3;

    private final AccountParts parts;
    private final HashingPool hashing;
    private final LoginGuard guard;
    private final SecondFactors secondFactors;
    private final LoginIssuer issuer;

    SignIn(AccountParts parts, HashingPool hashing, LoginGuard guard, SecondFactors secondFactors, LoginIssuer issuer) {
        this.parts = parts;
        this.hashing = hashing;
        this.guard = guard;
        this.secondFactors = secondFactors;
        this.issuer = issuer;
    }

    /** What the credentials and the device are worth. */
    private record Candidate(Optional<Credential> credential, Optional<String> device) {}

    /**
     * What an attempt with the right password led to.
     *
     * @param pair empty when the code of the second factor is wrong
     * @param replaced the account as it is now, when its password was another one by the time the old one had been compared
     */
    private record Outcome(
            Optional<TokenPair> pair, @Nullable Credential replaced) {}

    TokenPair login(Email email, String password, @Nullable String code, ClientInfo client) {
        String normalised = PasswordPolicy.normalise(password);
        Candidate candidate = parts.storage().read(unit -> candidate(unit, email, client));
        try (LoginGuard.Attempt attempt = guard.begin(client, email, candidate.device())) {
            Outcome outcome = attempt(attempt, candidate, normalised, code, client);
            for (int again = 0; outcome.replaced() != null && again < MAX_REPLACED; again++) {
                Candidate next = new Candidate(Optional.of(outcome.replaced()), candidate.device());
                outcome = attempt(attempt, next, normalised, code, client);
            }
            if (outcome.replaced() != null) {
                throw badCredentials();
            }
            return outcome.pair()
                    .orElseThrow(() -> refuse(attempt, candidate, client, "second factor", SecondFactors.wrongCode()));
        }
    }

    private Outcome attempt(
            LoginGuard.Attempt attempt,
            Candidate candidate,
            String password,
            @Nullable String code,
            ClientInfo client) {
        if (!passwordFits(candidate, password)) {
            throw refuse(attempt, candidate, client, "password", badCredentials());
        }
        Credential credential = candidate.credential().orElseThrow();
        requireWelcome(credential);
        Optional<String> newHash =
                hashing.outdated(credential.passwordHash()) ? Optional.of(hashing.hash(password)) : Optional.empty();
        return parts.storage().write(unit -> open(unit, attempt, credential, code, newHash, client));
    }

    private static void requireWelcome(Credential credential) {
        if (credential.banned()) {
            throw new ChatAgentException(ErrorCode.BANNED, "This account is blocked. Ask an administrator.");
        }
    }

    private Candidate candidate(UnitOfWork unit, Email email, ClientInfo client) {
        Optional<Credential> found = unit.get(UserRepository.class).findByEmail(client.tenant(), email);
        String token = client.deviceToken();
        Optional<String> device = token == null
                ? Optional.empty()
                : Optional.of(new RandomToken(token).hash()).filter(hash -> found.filter(c -> unit.get(
                                        KnownDeviceRepository.class)
                                .known(c.user().id(), hash, parts.clock().instant()))
                        .isPresent());
        return new Candidate(found, device);
    }

    private boolean passwordFits(Candidate candidate, String password) {
        if (candidate.credential().isEmpty()) {
            hashing.pretend(password);
            return false;
        }
        return hashing.matches(password, candidate.credential().get().passwordHash());
    }

    /** Comparing took its time: the account counts as it is now. */
    private Outcome open(
            UnitOfWork unit,
            LoginGuard.Attempt attempt,
            Credential compared,
            @Nullable String code,
            Optional<String> newHash,
            ClientInfo client) {
        Credential credential =
                unit.get(UserRepository.class).credential(compared.user().id()).orElseThrow(SignIn::badCredentials);
        if (!credential.passwordHash().equals(compared.passwordHash())) {
            return new Outcome(Optional.empty(), credential);
        }
        requireWelcome(credential);
        User user = credential.user();
        if (!secondFactors.passes(unit, user, code, client)) {
            return new Outcome(Optional.empty(), null);
        }
        newHash.ifPresent(hash -> unit.get(UserRepository.class).updatePasswordHash(user.id(), hash));
        attempt.succeeded(unit);
        parts.audit()
                .append(
                        unit,
                        AuditRecord.self(AuditEvent.AUTHN_LOGIN_SUCCESS, user.tenant(), user.id(), client.address()));
        return new Outcome(Optional.of(issuer.open(unit, user, client)), null);
    }

    private ChatAgentException refuse(
            LoginGuard.Attempt attempt,
            Candidate candidate,
            ClientInfo client,
            String reason,
            ChatAgentException refusal) {
        parts.storage().write(unit -> {
            AuditRecord record = new AuditRecord(
                    AuditEvent.AUTHN_LOGIN_FAIL,
                    client.tenant(),
                    null,
                    candidate.credential().map(c -> c.user().id()).orElse(null),
                    client.address(),
                    Map.of("reason", reason));
            parts.audit().append(unit, record);
            attempt.failed(unit).ifPresent(wait -> locked(unit, record, wait));
            return true;
        });
        return refusal;
    }

    private void locked(UnitOfWork unit, AuditRecord failure, Duration wait) {
        AuditRecord lock = new AuditRecord(
                        AuditEvent.AUTHN_LOGIN_LOCK,
                        failure.tenant(),
                        null,
                        failure.subject(),
                        failure.address(),
                        Map.of())
                .with("seconds", Long.toString(wait.toSeconds()));
        parts.audit().append(unit, lock);
        parts.audit()
                .alert(
                        unit,
                        Alert.Kind.LOCKOUT,
                        lock,
                        "Logging in failed too often; the next attempt has to wait " + wait.toSeconds() + " s.");
    }

    private static ChatAgentException badCredentials() {
        return new ChatAgentException(ErrorCode.BAD_CREDENTIALS, "The email address or the password is wrong.");
    }
}
