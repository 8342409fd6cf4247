package dev.chatagent.account;

import dev.chatagent.id.UserId;
import java.time.Instant;

/** Repository of devices on which a person has logged in, by the hash of the secret that the device keeps. */
public interface KnownDeviceRepository {
    void insert(UserId owner, String hash, Instant expiresAt);

    /** Whether the device is the owner's, at that time. */
    boolean known(UserId owner, String hash, Instant now);

    /** Forgets the owner's devices but for so many, those that end last. */
    void trim(UserId owner, int keep);

    /** Forgets all of the owner's devices. */
    void deleteAll(UserId owner);

    /** Deletes what has expired; answers how many. */
    int prune(Instant now);
}
