package dev.chatagent.auth;

import dev.chatagent.id.LoginId;
import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;
import java.time.Instant;
import java.util.Set;

/**
 * What an access token says: who, through which login, in which roles, until when (whole seconds).
 *
 * @param actor who really acts (RFC 8693 section 4.1): the user itself, or the administrator who impersonates it
 */
public record AccessClaims(
        UserId user, TenantId tenant, LoginId login, Set<String> roles, Instant expiresAt, UserId actor) {
    public AccessClaims {
        roles = Set.copyOf(roles);
    }

    /** Of a person who acts for themselves. */
    public AccessClaims(UserId user, TenantId tenant, LoginId login, Set<String> roles, Instant expiresAt) {
        this(user, tenant, login, roles, expiresAt, user);
    }
}
