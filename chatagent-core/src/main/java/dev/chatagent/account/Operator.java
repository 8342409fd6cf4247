package dev.chatagent.account;

import dev.chatagent.audit.Alert;
import dev.chatagent.audit.AuditEvent;
import dev.chatagent.audit.AuditRecord;
import dev.chatagent.auth.RandomToken;
import dev.chatagent.auth.Role;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.id.TenantId;
import dev.chatagent.storage.UnitOfWork;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What whoever runs the process may do without an account, e.g. from a command line; never call it for a request. It is on
 * the record without an actor. Thread-safe.
 */
public final class Operator {
    private static final Duration LINK_LIFETIME = Duration.ofMinutes(30);
    private static final List<String> ROLES = List.of(Role.USER.name(), Role.ADMIN.name());

    private final AccountParts parts;
    private final HashingPool hashing;
    private final PasswordPolicy policy;

    Operator(AccountParts parts, HashingPool hashing, PasswordPolicy policy) {
        this.parts = parts;
        this.hashing = hashing;
        this.policy = policy;
    }

    /** @throws ChatAgentException EMAIL_TAKEN, WEAK_PASSWORD */
    public User createAdministrator(TenantId tenant, Email email, String displayName, String password) {
        String hash = hashing.hash(policy.accept(password, email, displayName, false));
        return parts.storage().write(unit -> insert(unit, tenant, email, displayName, hash));
    }

    /**
     * Makes an administrator who chooses the password with the link that is answered: it works once, for 30 minutes, and is a
     * secret.
     *
     * @throws ChatAgentException EMAIL_TAKEN
     */
    public String inviteAdministrator(TenantId tenant, Email email, String displayName) {
        String hash = hashing.hash(RandomToken.create().text());
        RandomToken token = RandomToken.create();
        parts.storage().write(unit -> {
            User user = insert(unit, tenant, email, displayName, hash);
            unit.get(OneTimeTokenRepository.class)
                    .insert(new OneTimeToken(
                            OneTimeToken.Purpose.PASSWORD_RESET,
                            token.hash(),
                            user.id(),
                            null,
                            parts.clock().instant().plus(LINK_LIFETIME)));
            return user;
        });
        return new Notices(parts).link("reset", token);
    }

    private User insert(UnitOfWork unit, TenantId tenant, Email email, String displayName, String hash) {
        User user = NewUsers.insert(parts, unit, new Registration(email, "", displayName), hash, ROLES, tenant);
        record(
                unit,
                new AuditRecord(
                        AuditEvent.USER_CREATED,
                        tenant,
                        null,
                        user.id(),
                        "",
                        Map.of("roles", String.join(" ", ROLES))));
        return user;
    }

    /** Signs tokens with a fresh key from now on; those given out stay good until they expire. */
    public void rotateKeys() {
        parts.accessTokens().rotate();
        parts.storage().write(unit -> {
            record(unit, new AuditRecord(AuditEvent.SYS_KEY_ROTATED, TenantId.DEFAULT, null, null, "", Map.of()));
            return Optional.empty();
        });
    }

    private void record(UnitOfWork unit, AuditRecord record) {
        AuditRecord byOperator = record.with("by", "operator");
        parts.audit().append(unit, byOperator);
        parts.audit()
                .alert(
                        unit,
                        Alert.Kind.ADMIN_CHANGE,
                        byOperator,
                        "The operator of the process: " + record.event().wireName());
    }
}
