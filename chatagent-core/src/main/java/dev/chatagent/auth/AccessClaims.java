package dev.chatagent.auth;

import dev.chatagent.id.LoginId;
import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;
import java.time.Instant;
import java.util.Set;

/** What an access token says: who, through which login, in which roles, until when (whole seconds). */
public record AccessClaims(UserId user, TenantId tenant, LoginId login, Set<String> roles, Instant expiresAt) {
    public AccessClaims {
        roles = Set.copyOf(roles);
    }
}
