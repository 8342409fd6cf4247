package dev.chatagent.auth;

import java.time.Instant;
import java.util.List;

/** Repository of the keys that sign access tokens; what makes them the same on every node. */
public interface SigningKeyRepository {
    void insert(SigningKeyRecord key);

    /** Newest first. */
    List<SigningKeyRecord> all();

    /** Makes every key but the one given retire at that time, unless it does so earlier. */
    void retireOthers(String id, Instant at);

    /** Deletes keys that have retired; answers how many. */
    int prune(Instant now);
}
