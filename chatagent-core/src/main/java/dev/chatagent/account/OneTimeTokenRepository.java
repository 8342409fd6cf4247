package dev.chatagent.account;

import dev.chatagent.id.UserId;
import java.time.Instant;
import java.util.Optional;

/** Repository of secrets that work once. */
public interface OneTimeTokenRepository {
    void insert(OneTimeToken token);

    /** The token, left where it is. Expired ones do not exist. */
    Optional<OneTimeToken> find(OneTimeToken.Purpose purpose, String hash, Instant now);

    /** Removes and answers the token; of any number of callers at once one gets it. Expired ones do not exist. */
    Optional<OneTimeToken> take(OneTimeToken.Purpose purpose, String hash, Instant now);

    /** Removes every token of the purpose. */
    void clear(OneTimeToken.Purpose purpose);

    /** Removes the owner's tokens of the purpose. */
    void clear(OneTimeToken.Purpose purpose, UserId owner);

    /** Deletes the owner's tokens of every purpose. */
    void deleteAll(UserId owner);

    /** Deletes what has expired; answers how many. */
    int prune(Instant now);
}
