package dev.chatagent.account;

import dev.chatagent.id.UserId;
import java.util.List;
import java.util.Optional;

/** Repository of authenticator apps and their recovery codes. */
public interface SecondFactorRepository {
    /** Sets the owner's app in place of any other. */
    void put(UserId owner, SecondFactor factor);

    Optional<SecondFactor> find(UserId owner);

    /** Marks as used up every code to that time step; false when it was already. Of two callers at once one wins. */
    boolean advance(UserId owner, long step);

    /** Marks as confirmed. */
    void confirm(UserId owner);

    /** Removes the app and the recovery codes; answers whether there was one. */
    boolean delete(UserId owner);

    /** Sets the owner's recovery codes, by their hashes, in place of all others. */
    void putRecoveryCodes(UserId owner, List<String> hashes);

    /** Removes the code; false when there is none. Of two callers at once one wins. */
    boolean takeRecoveryCode(UserId owner, String hash);

    /** How many recovery codes are left. */
    int recoveryCodes(UserId owner);
}
