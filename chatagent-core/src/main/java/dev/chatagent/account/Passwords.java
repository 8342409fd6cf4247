package dev.chatagent.account;

import dev.chatagent.audit.AuditEvent;
import dev.chatagent.audit.AuditRecord;
import dev.chatagent.auth.Principal;
import dev.chatagent.auth.RandomToken;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;
import dev.chatagent.limit.GcraRateLimiter;
import dev.chatagent.limit.RateLimit;
import dev.chatagent.limit.RateLimiter;
import dev.chatagent.storage.UnitOfWork;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Changing and resetting passwords, and proving that an address is one's own. Thread-safe. */
public final class Passwords {
    private static final Duration RESET_LIFETIME = Duration.ofMinutes(30);
    private static final Duration VERIFICATION_LIFETIME = Duration.ofHours(24);
    /** Messages to one address: a stranger must not be able to flood somebody's mailbox. */
    private static final RateLimit PER_ADDRESS = new RateLimit("messages", 3, Duration.ofMinutes(15), 3);

    private static final int MAX_ADDRESSES = 50_000;

    private final AccountParts parts;
    private final HashingPool hashing;
    private final PasswordPolicy policy;
    private final Reauthentication reauthentication;
    private final LoginGuard guard;
    private final LoginIssuer issuer;
    private final Revoker revoker;
    private final Notices notices;
    private final RateLimiter throttle;

    Passwords(
            AccountParts parts,
            HashingPool hashing,
            PasswordPolicy policy,
            Reauthentication reauthentication,
            LoginGuard guard,
            LoginIssuer issuer,
            Revoker revoker) {
        this.parts = parts;
        this.hashing = hashing;
        this.policy = policy;
        this.reauthentication = reauthentication;
        this.guard = guard;
        this.issuer = issuer;
        this.revoker = revoker;
        this.notices = new Notices(parts);
        this.throttle = new GcraRateLimiter(parts.clock(), MAX_ADDRESSES);
    }

    /**
     * Changes the caller's password. Every login ends, this one too; the caller goes on with the new pair that is answered. API
     * keys go on: they do not come from the password, and what runs with them should not stop because a person changed theirs.
     *
     * @throws ChatAgentException BAD_CREDENTIALS when the old password is wrong, WEAK_PASSWORD, INVALID_TOKEN when the login
     *     has ended meanwhile
     */
    public TokenPair change(Principal principal, String oldPassword, String newPassword, ClientInfo client) {
        principal.requireInPerson();
        Credential credential = reauthentication.require(principal, oldPassword);
        String hash = newHash(credential.user(), newPassword);
        return parts.storage().write(unit -> {
            User user = reauthentication.unchanged(unit, principal, credential).user();
            replace(unit, user, hash, AuditEvent.AUTHN_PASSWORD_CHANGE, client.address());
            return issuer.open(unit, user, client);
        });
    }

    private String newHash(User user, String password) {
        boolean secondFactor = parts.storage().read(unit -> SecondFactors.enabled(unit, user.id()));
        return hashing.hash(policy.accept(password, new Email(user.email()), user.displayName(), secondFactor));
    }

    private void replace(UnitOfWork unit, User user, String hash, AuditEvent event, String address) {
        unit.get(UserRepository.class).updatePasswordHash(user.id(), hash);
        unit.get(OneTimeTokenRepository.class).clear(OneTimeToken.Purpose.PASSWORD_RESET, user.id());
        unit.get(KnownDeviceRepository.class).deleteAll(user.id());
        guard.forgive(unit, user.tenant(), new Email(user.email()));
        revoker.logins(unit, user.id());
        parts.audit().append(unit, AuditRecord.self(event, user.tenant(), user.id(), address));
        unit.afterCommit(() -> notices.send(new Notice.PasswordChanged(new Email(user.email()), user.tenant())));
    }

    /**
     * Sends a link for a new password, if there is such an account. Answers at once and always the same: neither answer nor
     * time tells whether the address has an account.
     */
    public void requestReset(Email email, ClientInfo client) {
        if (throttle.tryAcquire(PER_ADDRESS, client.tenant() + " " + email.key())
                .admitted()) {
            parts.executor().execute(() -> sendReset(client.tenant(), email, client.address()));
        }
    }

    private void sendReset(TenantId tenant, Email email, String address) {
        RandomToken token = RandomToken.create();
        notices.quietly(() -> parts.storage().write(unit -> {
            Optional<Credential> found = unit.get(UserRepository.class)
                    .findByEmail(tenant, email)
                    .filter(credential -> !credential.banned());
            found.ifPresent(credential -> {
                User user = credential.user();
                store(unit, OneTimeToken.Purpose.PASSWORD_RESET, user.id(), token, RESET_LIFETIME);
                parts.audit()
                        .append(
                                unit,
                                new AuditRecord(
                                        AuditEvent.AUTHN_PASSWORD_RESET_REQUESTED,
                                        tenant,
                                        null,
                                        user.id(),
                                        address,
                                        Map.of()));
                unit.afterCommit(() -> notices.send(new Notice.PasswordReset(
                        new Email(user.email()), tenant, notices.link("reset", token), RESET_LIFETIME)));
            });
            return true;
        }));
    }

    private void store(
            UnitOfWork unit, OneTimeToken.Purpose purpose, UserId user, RandomToken token, Duration lifetime) {
        Instant end = parts.clock().instant().plus(lifetime);
        OneTimeTokenRepository tokens = unit.get(OneTimeTokenRepository.class);
        tokens.clear(purpose, user);
        tokens.insert(new OneTimeToken(purpose, token.hash(), user, null, end));
    }

    /**
     * Sets the new password with the secret of the link, which is used up by this, and ends every login of the account.
     *
     * @throws ChatAgentException INVALID_TOKEN when the link was used, has expired or never was one; WEAK_PASSWORD, which
     *     leaves the link good for another try
     */
    public void confirmReset(String token, String newPassword, ClientInfo client) {
        String tokenHash = new RandomToken(token).hash();
        User user = parts.storage().read(unit -> owner(unit, tokenHash));
        String hash = newHash(user, newPassword);
        parts.storage().write(unit -> {
            boolean mine = unit.get(OneTimeTokenRepository.class)
                    .take(
                            OneTimeToken.Purpose.PASSWORD_RESET,
                            tokenHash,
                            parts.clock().instant())
                    .isPresent();
            if (!mine) {
                throw deadLink();
            }
            unit.get(UserRepository.class).markEmailVerified(user.id());
            replace(unit, user, hash, AuditEvent.AUTHN_PASSWORD_RESET, client.address());
            return true;
        });
    }

    private User owner(UnitOfWork unit, String tokenHash) {
        return unit.get(OneTimeTokenRepository.class)
                .find(
                        OneTimeToken.Purpose.PASSWORD_RESET,
                        tokenHash,
                        parts.clock().instant())
                .flatMap(token -> unit.get(UserRepository.class).find(Objects.requireNonNull(token.user())))
                .orElseThrow(Passwords::deadLink);
    }

    private static ChatAgentException deadLink() {
        return new ChatAgentException(ErrorCode.INVALID_TOKEN, "This link was used or has expired. Ask for a new one.");
    }

    /** Sends the caller a link that proves that messages to their address arrive. */
    public void requestVerification(Principal principal) {
        principal.requireInPerson();
        User user = parts.storage()
                .read(unit -> unit.get(UserRepository.class).find(principal.user()))
                .orElseThrow(ChatAgentException::notFound);
        Email email = new Email(user.email());
        if (throttle.tryAcquire(PER_ADDRESS, "verify " + user.tenant() + " " + email.key())
                .admitted()) {
            RandomToken token = RandomToken.create();
            parts.storage().write(unit -> {
                store(unit, OneTimeToken.Purpose.EMAIL_VERIFICATION, user.id(), token, VERIFICATION_LIFETIME);
                unit.afterCommit(() -> notices.send(new Notice.EmailVerification(
                        email, user.tenant(), notices.link("verify", token), VERIFICATION_LIFETIME)));
                return true;
            });
        }
    }

    /** @throws ChatAgentException INVALID_TOKEN when the link was used, has expired or never was one */
    public void verifyEmail(String token, ClientInfo client) {
        parts.storage().write(unit -> {
            UserId user = unit.get(OneTimeTokenRepository.class)
                    .take(
                            OneTimeToken.Purpose.EMAIL_VERIFICATION,
                            new RandomToken(token).hash(),
                            parts.clock().instant())
                    .map(OneTimeToken::user)
                    .orElseThrow(Passwords::deadLink);
            User found = unit.get(UserRepository.class).find(user).orElseThrow(Passwords::deadLink);
            unit.get(UserRepository.class).markEmailVerified(user);
            parts.audit()
                    .append(
                            unit,
                            AuditRecord.self(AuditEvent.USER_EMAIL_VERIFIED, found.tenant(), user, client.address()));
            return true;
        });
    }
}
