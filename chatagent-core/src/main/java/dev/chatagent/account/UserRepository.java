package dev.chatagent.account;

import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Repository of user accounts and their password hashes. */
public interface UserRepository {
    /** Adds the account; false when its tenant already has one of the same {@link Email#key()}. */
    boolean insert(User user, String passwordHash);

    Optional<User> find(UserId id);

    Optional<Credential> credential(UserId id);

    Optional<Credential> findByEmail(TenantId tenant, Email email);

    /** @return whether there is such an account */
    boolean updateDisplayName(UserId id, String displayName);

    /** @return whether there is such an account */
    boolean updatePasswordHash(UserId id, String passwordHash);

    /** @return whether the tenant has such an account */
    boolean updateRoles(TenantId tenant, UserId id, List<String> roles);

    /** @return whether the tenant has such an account */
    boolean updateBanned(TenantId tenant, UserId id, boolean banned);

    /** @return whether there is such an account */
    boolean markEmailVerified(UserId id);

    /** Deletes the account alone; what belongs to it is deleted before. */
    boolean delete(UserId id);

    /** Whether any account of any tenant has the role. */
    boolean anyWithRole(String role);

    /** How many accounts of the tenant have the role and are not banned. */
    int countWithRole(TenantId tenant, String role);

    /**
     * Accounts of the tenant, newest first.
     *
     * @param search part of the address or the name, in any case; empty for all
     */
    List<Credential> list(TenantId tenant, String search, Optional<ListPosition> after, int limit);

    /** Where a page of accounts ended. */
    record ListPosition(Instant createdAt, UserId id) {}
}
