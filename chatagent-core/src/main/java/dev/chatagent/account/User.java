package dev.chatagent.account;

import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;
import java.time.Instant;
import java.util.List;

/** A user account, as its owner and administrators see it; credentials are elsewhere. */
public record User(
        UserId id, String email, String displayName, List<String> roles, TenantId tenant, Instant createdAt) {
    public User {
        roles = List.copyOf(roles);
    }
}
