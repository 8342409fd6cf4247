package dev.chatagent.account;

import dev.chatagent.audit.Alert;
import dev.chatagent.audit.AuditEvent;
import dev.chatagent.audit.AuditRecord;
import dev.chatagent.auth.Permission;
import dev.chatagent.auth.Principal;
import dev.chatagent.auth.RandomToken;
import dev.chatagent.auth.Role;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.id.UserId;
import dev.chatagent.storage.UnitOfWork;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What administrators do to other people's accounts, in their own tenant alone. Nobody gives or takes power beyond their own,
 * and a tenant never loses its last administrator. Every change is audited and alerted. Thread-safe.
 */
public final class UserAdministration {
    private static final int MAX_PAGE = 200;

    /** What gives power over others. */
    private static final Set<Permission> POWER =
            Set.of(Permission.USERS_ADMIN, Permission.USERS_IMPERSONATE, Permission.AUDIT_READ, Permission.KEYS_ADMIN);

    private final AccountParts parts;
    private final HashingPool hashing;
    private final PasswordPolicy policy;
    private final LoginIssuer issuer;
    private final Revoker revoker;
    private final Passwords passwords;

    UserAdministration(
            AccountParts parts,
            HashingPool hashing,
            PasswordPolicy policy,
            LoginIssuer issuer,
            Revoker revoker,
            Passwords passwords) {
        this.parts = parts;
        this.hashing = hashing;
        this.policy = policy;
        this.issuer = issuer;
        this.revoker = revoker;
        this.passwords = passwords;
    }

    /** A page of accounts. */
    public record Page(List<AccountSummary> items, UserRepository.@Nullable ListPosition next) {
        public Page {
            items = List.copyOf(items);
        }
    }

    /**
     * Accounts of the caller's tenant, newest first.
     *
     * @param search part of the address or the name; empty for all
     */
    public Page list(Principal principal, String search, Optional<UserRepository.ListPosition> after, int limit) {
        principal.require(Permission.USERS_ADMIN);
        int size = Math.max(1, Math.min(MAX_PAGE, limit));
        List<AccountSummary> found = parts
                .storage()
                .read(unit -> unit.get(UserRepository.class).list(principal.tenant(), search, after, size + 1))
                .stream()
                .map(UserAdministration::summary)
                .toList();
        if (found.size() <= size) {
            return new Page(found, null);
        }
        User last = found.get(size - 1).user();
        return new Page(found.subList(0, size), new UserRepository.ListPosition(last.createdAt(), last.id()));
    }

    private static AccountSummary summary(Credential credential) {
        return new AccountSummary(credential.user(), credential.banned(), credential.emailVerified());
    }

    /** @throws ChatAgentException NOT_FOUND, for people of other tenants too */
    public AccountSummary get(Principal principal, UserId id) {
        principal.require(Permission.USERS_ADMIN);
        return parts.storage().read(unit -> summary(find(unit, principal, id)));
    }

    private static Credential find(UnitOfWork unit, Principal principal, UserId id) {
        return unit.get(UserRepository.class)
                .credential(id)
                .filter(found -> found.user().tenant().equals(principal.tenant()))
                .orElseThrow(ChatAgentException::notFound);
    }

    /**
     * Makes an account, whether people may register by themselves or not. Without a password its owner gets a link to set one.
     *
     * <p>An API key may do so for ordinary people. An account with power is made in person: it would outlive the key, and could
     * do what no key may.
     *
     * @throws ChatAgentException EMAIL_TAKEN, WEAK_PASSWORD, FORBIDDEN for roles beyond the caller's own
     */
    public AccountSummary create(
            Principal principal, Email email, String displayName, Optional<String> password, List<String> roles) {
        principal.require(Permission.USERS_ADMIN);
        requireGrantable(principal, roles);
        if (powerful(roles)) {
            principal.requireInPerson();
        }
        String hash = password.isPresent()
                ? hashing.hash(policy.accept(password.get(), email, displayName, false))
                : hashing.hash(RandomToken.create().text());
        AccountSummary created = parts.storage().write(unit -> {
            revoker.requireLive(unit, principal);
            Registration registration = new Registration(email, "", displayName);
            User user = NewUsers.insert(
                    parts, unit, registration, hash, roles.stream().distinct().toList(), principal.tenant());
            record(unit, AuditEvent.USER_CREATED, principal, user.id(), Map.of("roles", String.join(" ", roles)));
            return new AccountSummary(user, false, false);
        });
        if (password.isEmpty()) {
            passwords.requestReset(email, new ClientInfo("", "", principal.tenant(), null));
        }
        return created;
    }

    private boolean powerful(List<String> roles) {
        return !Collections.disjoint(parts.roles().permissions(roles), POWER);
    }

    private void requireGrantable(Principal principal, List<String> roles) {
        if (roles.isEmpty() || roles.size() > 20) {
            throw ChatAgentException.invalid("roles", "required", "Name 1 to 20 roles.");
        }
        for (String role : roles) {
            if (!parts.roles().known(role)) {
                throw ChatAgentException.invalid("roles", "unknown", "There is no role of one of these names.");
            }
        }
        parts.roles().permissions(roles).forEach(principal::require);
    }

    /**
     * Replaces the roles of an account, which has to log in again.
     *
     * @throws ChatAgentException NOT_FOUND, FORBIDDEN for power beyond the caller's own, CONFLICT for the last administrator
     */
    public AccountSummary updateRoles(Principal principal, UserId id, List<String> roles) {
        principal.require(Permission.USERS_ADMIN);
        principal.requireInPerson();
        requireGrantable(principal, roles);
        return parts.storage().write(unit -> {
            Credential old = subordinate(unit, principal, id);
            if (!roles.contains(Role.ADMIN.name())) {
                requireAnotherAdministrator(unit, old);
            }
            unit.get(UserRepository.class)
                    .updateRoles(
                            principal.tenant(), id, roles.stream().distinct().toList());
            revoker.everything(unit, id);
            record(unit, AuditEvent.AUTHZ_CHANGE, principal, id, Map.of("roles", String.join(" ", roles)));
            return summary(find(unit, principal, id));
        });
    }

    /** Somebody of the tenant whose power does not go beyond the caller's, who still has theirs. */
    private Credential subordinate(UnitOfWork unit, Principal principal, UserId id) {
        revoker.requireLive(unit, principal);
        Credential found = find(unit, principal, id);
        parts.roles().permissions(found.user().roles()).forEach(principal::require);
        return found;
    }

    /** Whether the account can go: its power does not go beyond the caller's, and it is not the last administrator's. */
    void requireRemovable(UnitOfWork unit, Principal principal, UserId id) {
        requireAnotherAdministrator(unit, subordinate(unit, principal, id));
    }

    private static void requireAnotherAdministrator(UnitOfWork unit, Credential leaving) {
        User user = leaving.user();
        boolean administrator = user.roles().contains(Role.ADMIN.name()) && !leaving.banned();
        if (administrator && unit.get(UserRepository.class).countWithRole(user.tenant(), Role.ADMIN.name()) <= 1) {
            throw new ChatAgentException(
                    ErrorCode.CONFLICT, "This is the last administrator; make somebody else one first.");
        }
    }

    /** Blocks an account: every login and key of it ends, and it cannot log in until it is let in again. */
    public AccountSummary ban(Principal principal, UserId id) {
        principal.require(Permission.USERS_ADMIN);
        principal.requireInPerson();
        return parts.storage().write(unit -> {
            requireAnotherAdministrator(unit, subordinate(unit, principal, id));
            unit.get(UserRepository.class).updateBanned(principal.tenant(), id, true);
            revoker.everything(unit, id);
            record(unit, AuditEvent.USER_BANNED, principal, id, Map.of());
            return summary(find(unit, principal, id));
        });
    }

    /** Lets a blocked account log in again. */
    public AccountSummary unban(Principal principal, UserId id) {
        principal.require(Permission.USERS_ADMIN);
        principal.requireInPerson();
        return parts.storage().write(unit -> {
            subordinate(unit, principal, id);
            unit.get(UserRepository.class).updateBanned(principal.tenant(), id, false);
            record(unit, AuditEvent.USER_UNBANNED, principal, id, Map.of());
            return summary(find(unit, principal, id));
        });
    }

    /** Ends every login and API key of an account. */
    public void signOut(Principal principal, UserId id) {
        principal.require(Permission.USERS_ADMIN);
        parts.storage().write(unit -> {
            subordinate(unit, principal, id);
            revoker.everything(unit, id);
            record(unit, AuditEvent.AUTHN_TOKEN_REVOKED, principal, id, Map.of());
            return true;
        });
    }

    /**
     * Access as another person, for five minutes and with nothing to renew it, and no longer than the caller's own login. It
     * cannot change how the account is secured; that it began, and what it changes about the account, is on the record under
     * both names. The person sees it among their logins and can end it.
     *
     * @throws ChatAgentException NOT_FOUND, FORBIDDEN for whoever has power over others, CONFLICT for a blocked account
     */
    public AccessGrant impersonate(Principal principal, UserId id, ClientInfo client) {
        principal.require(Permission.USERS_IMPERSONATE);
        principal.requireInPerson();
        return parts.storage().write(unit -> {
            revoker.requireLive(unit, principal);
            Credential target = subordinate(unit, principal, id);
            if (powerful(target.user().roles())) {
                throw new ChatAgentException(ErrorCode.FORBIDDEN, "Nobody acts as somebody with power over others.");
            }
            if (target.banned()) {
                throw new ChatAgentException(ErrorCode.CONFLICT, "This account is blocked.");
            }
            record(unit, AuditEvent.AUTHN_IMPERSONATION, principal, id, client.address());
            return issuer.impersonate(unit, target.user(), principal.user());
        });
    }

    /** Signs tokens with a fresh key from now on; those given out stay good until they expire. */
    public void rotateKeys(Principal principal) {
        principal.require(Permission.KEYS_ADMIN);
        principal.requireInPerson();
        parts.accessTokens().rotate();
        parts.storage().write(unit -> {
            record(unit, AuditEvent.SYS_KEY_ROTATED, principal, principal.user(), Map.of());
            return true;
        });
    }

    private void record(
            UnitOfWork unit, AuditEvent event, Principal principal, UserId subject, Map<String, String> detail) {
        record(unit, principal, new AuditRecord(event, principal.tenant(), principal.actor(), subject, "", detail));
    }

    private void record(UnitOfWork unit, AuditEvent event, Principal principal, UserId subject, String address) {
        record(
                unit,
                principal,
                new AuditRecord(event, principal.tenant(), principal.actor(), subject, address, Map.of()));
    }

    private void record(UnitOfWork unit, Principal principal, AuditRecord record) {
        parts.audit().append(unit, record);
        parts.audit()
                .alert(
                        unit,
                        Alert.Kind.ADMIN_CHANGE,
                        record,
                        "Administrator " + principal.actor() + ": "
                                + record.event().wireName() + " of " + record.subject());
    }
}
