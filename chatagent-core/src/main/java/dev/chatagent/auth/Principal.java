package dev.chatagent.auth;

import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.id.LoginId;
import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;
import java.time.Instant;
import java.util.Set;

/**
 * The authenticated caller. Every service method takes one; only the authenticator makes them from credentials.
 *
 * @param login the login or API key behind the credentials, the unit of revocation
 * @param expiresAt when the credentials end; after it the principal must not be used
 * @param actor who really acts: the user itself, or the administrator who impersonates it
 * @param means what the caller proved who they are with
 */
public record Principal(
        UserId user,
        TenantId tenant,
        LoginId login,
        Set<Permission> permissions,
        Instant expiresAt,
        UserId actor,
        Means means) {

    /** What a caller proved who they are with. */
    public enum Means {
        /** A login of the person's own. */
        LOGIN,
        /** An API key: a machine. */
        API_KEY,
        /** A login of an administrator who acts as this person. */
        IMPERSONATION
    }

    public Principal {
        permissions = Set.copyOf(permissions);
    }

    /** A person with a login of their own. */
    public Principal(UserId user, TenantId tenant, LoginId login, Set<Permission> permissions, Instant expiresAt) {
        this(user, tenant, login, permissions, expiresAt, user, Means.LOGIN);
    }

    /** @throws ChatAgentException FORBIDDEN when the permission is missing */
    public void require(Permission permission) {
        if (!permissions.contains(permission)) {
            throw new ChatAgentException(ErrorCode.FORBIDDEN, "Your account may not do this.");
        }
    }

    /**
     * For what changes how an account is secured: neither a machine nor somebody who acts for the person may do it.
     *
     * @throws ChatAgentException FORBIDDEN
     */
    public void requireInPerson() {
        if (means != Means.LOGIN) {
            throw new ChatAgentException(ErrorCode.FORBIDDEN, "Only the person themselves may do this, logged in.");
        }
    }
}
