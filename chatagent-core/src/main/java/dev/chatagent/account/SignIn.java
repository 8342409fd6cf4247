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
    private static final int MAX_TRIES = 3;

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

    /** What came of the right password. Neither: the account became another one while it was checked. */
    private record Outcome(Optional<TokenPair> pair, boolean wrongCode) {}

    TokenPair login(Email email, String password, @Nullable String code, ClientInfo client) {
        String normalised = PasswordPolicy.normalise(password);
        for (int i = 0; i < MAX_TRIES; i++) {
            Optional<TokenPair> pair = tryOnce(email, normalised, code, client);
            if (pair.isPresent()) {
                return pair.get();
            }
        }
        throw badCredentials();
    }

    /** Empty when the account got another password meanwhile; which may be the same one, hashed anew by another login. */
    private Optional<TokenPair> tryOnce(Email email, String normalised, @Nullable String code, ClientInfo client) {
        Candidate candidate = parts.storage().read(unit -> candidate(unit, email, client));
        try (LoginGuard.Attempt attempt = guard.begin(client, email, candidate.device())) {
            if (!passwordFits(candidate, normalised)) {
                throw refuse(attempt, candidate, client, "password", badCredentials());
            }
            Credential credential = candidate.credential().orElseThrow();
            requireWelcome(credential);
            Optional<String> newHash = hashing.outdated(credential.passwordHash())
                    ? Optional.of(hashing.hash(normalised))
                    : Optional.empty();
            Outcome outcome = parts.storage().write(unit -> open(unit, attempt, credential, code, newHash, client));
            if (outcome.wrongCode()) {
                throw refuse(attempt, candidate, client, "second factor", SecondFactors.wrongCode());
            }
            return outcome.pair();
        }
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

    /**
     * Looks at the account once more: a ban, new roles or a new password that were stored while the password was hashed have
     * ended every login, and this one must not come after them as if they had not been.
     */
    private Outcome open(
            UnitOfWork unit,
            LoginGuard.Attempt attempt,
            Credential checked,
            @Nullable String code,
            Optional<String> newHash,
            ClientInfo client) {
        Optional<Credential> now = unit.get(UserRepository.class)
                .credential(checked.user().id())
                .filter(found -> found.passwordHash().equals(checked.passwordHash()));
        if (now.isEmpty()) {
            return new Outcome(Optional.empty(), false);
        }
        requireWelcome(now.get());
        User user = now.get().user();
        if (!secondFactors.passes(unit, user, code, client)) {
            return new Outcome(Optional.empty(), true);
        }
        newHash.ifPresent(hash -> unit.get(UserRepository.class).updatePasswordHash(user.id(), hash));
        attempt.succeeded(unit);
        parts.audit()
                .append(
                        unit,
                        AuditRecord.self(AuditEvent.AUTHN_LOGIN_SUCCESS, user.tenant(), user.id(), client.address()));
        return new Outcome(Optional.of(issuer.open(unit, user, client)), false);
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
