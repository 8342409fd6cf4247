package dev.chatagent.account;

import dev.chatagent.audit.AuditEvent;
import dev.chatagent.audit.AuditRecord;
import dev.chatagent.auth.Permission;
import dev.chatagent.auth.Principal;
import dev.chatagent.auth.RandomToken;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.id.LoginId;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;

/** Keys with which machines act for a person, within scopes and until a day. Thread-safe. */
public final class ApiKeys {
    /** What every key begins with, so that scanners of source code can find leaked ones. */
    static final String PREFIX = "cak_";

    private static final int HINT_LENGTH = 10;
    private static final int MAX_KEYS = 50;
    private static final Duration MAX_LIFETIME = Duration.ofDays(366);

    private final AccountParts parts;
    private final Revoker revoker;

    ApiKeys(AccountParts parts, Revoker revoker) {
        this.parts = parts;
        this.revoker = revoker;
    }

    /** A fresh key and the secret itself, which is shown once. */
    public record Created(ApiKey key, String secret) {
        /** Never the secret. */
        @Override
        public String toString() {
            return "Created[" + key.id() + "]";
        }
    }

    /**
     * Makes a key.
     *
     * @param scopes what it may do, at most; none of them beyond what the caller may
     * @throws ChatAgentException FORBIDDEN for a scope beyond the caller's permissions, CONFLICT when there are too many keys
     */
    public Created create(Principal principal, String name, Set<Permission> scopes, Duration lifetime) {
        principal.requireInPerson();
        String accepted = DisplayNames.accept("name", name);
        if (scopes.isEmpty()) {
            throw ChatAgentException.invalid("scopes", "required", "Name at least one scope.");
        }
        scopes.forEach(principal::require);
        if (lifetime.isNegative() || lifetime.isZero() || lifetime.compareTo(MAX_LIFETIME) > 0) {
            throw ChatAgentException.invalid("expiresIn", "range", "A key lives at most 366 days.");
        }
        String secret = PREFIX + RandomToken.create().text();
        Instant now = parts.clock().instant().truncatedTo(ChronoUnit.MILLIS);
        ApiKey key = new ApiKey(
                new LoginId(parts.ids().next()),
                principal.user(),
                principal.tenant(),
                accepted,
                secret.substring(0, HINT_LENGTH),
                scopes,
                now,
                now.plus(lifetime),
                null,
                null);
        parts.storage().write(unit -> {
            revoker.requireLive(unit, principal);
            ApiKeyRepository repository = unit.get(ApiKeyRepository.class);
            if (repository.list(principal.user()).size() >= MAX_KEYS) {
                throw new ChatAgentException(
                        ErrorCode.CONFLICT, "There are " + MAX_KEYS + " keys already; revoke one first.");
            }
            repository.insert(key, new RandomToken(secret).hash());
            parts.audit().append(unit, record(AuditEvent.AUTHN_TOKEN_CREATED, principal, key.id()));
            return true;
        });
        return new Created(key, secret);
    }

    /** The caller's keys, newest first. */
    public List<ApiKey> list(Principal principal) {
        principal.require(Permission.ACCOUNT_SELF);
        return parts.storage().read(unit -> unit.get(ApiKeyRepository.class).list(principal.user()));
    }

    /** Ends a key: refused from the next request on. */
    public void revoke(Principal principal, LoginId id) {
        principal.requireInPerson();
        parts.storage().write(unit -> {
            if (!revoker.apiKey(unit, principal.user(), id)) {
                throw ChatAgentException.notFound();
            }
            parts.audit().append(unit, record(AuditEvent.AUTHN_TOKEN_REVOKED, principal, id));
            return true;
        });
    }

    private static AuditRecord record(AuditEvent event, Principal principal, LoginId key) {
        return AuditRecord.self(event, principal.tenant(), principal.user(), "").with("key", key.toString());
    }
}
