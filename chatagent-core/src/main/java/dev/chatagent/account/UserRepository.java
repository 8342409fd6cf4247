package dev.chatagent.account;

import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;
import java.util.Optional;

/** Repository of user accounts and their password hashes. */
public interface UserRepository {

    /** Adds the account; false when its tenant already has one of the same {@link Email#key()}. */
    boolean insert(User user, String passwordHash);

    Optional<User> find(UserId id);

    Optional<Credential> findByEmail(TenantId tenant, Email email);

    /** @return whether there is such an account */
    boolean updateDisplayName(UserId id, String displayName);

    /** @return whether there is such an account */
    boolean updatePasswordHash(UserId id, String passwordHash);

    /** Whether any account of any tenant has the role. */
    boolean anyWithRole(String role);
}
