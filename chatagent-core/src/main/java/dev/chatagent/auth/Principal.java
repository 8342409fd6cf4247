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
 * @param login the login behind the token, the unit of revocation
 * @param expiresAt when the credentials end; after it the principal must not be used
 */
public record Principal(UserId user, TenantId tenant, LoginId login, Set<Permission> permissions, Instant expiresAt) {
    public Principal {
        permissions = Set.copyOf(permissions);
    }

    /** @throws ChatAgentException FORBIDDEN when the permission is missing */
    public void require(Permission permission) {
        if (!permissions.contains(permission)) {
            throw new ChatAgentException(ErrorCode.FORBIDDEN, "Your account may not do this.");
        }
    }
}
