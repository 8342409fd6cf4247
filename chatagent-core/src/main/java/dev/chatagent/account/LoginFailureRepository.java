package dev.chatagent.account;

import java.time.Instant;
import java.util.Optional;

/** Repository of counted login failures, shared by all nodes. */
public interface LoginFailureRepository {
    Optional<LoginFailures> find(String key);

    /** Sets in place of what was there under its key. */
    void put(LoginFailures failures);

    void delete(String key);

    /** Deletes those whose last failure lies before that time; answers how many. */
    int prune(Instant before);
}
