package dev.chatagent.account;

import dev.chatagent.id.LoginId;
import dev.chatagent.id.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Repository of API keys. */
public interface ApiKeyRepository {
    void insert(ApiKey key, String hash);

    /** Looks up by the secret's hash, which is the proof of ownership. */
    Optional<ApiKey> findByHash(String hash);

    /** The owner's keys that are not revoked, newest first. */
    List<ApiKey> list(UserId owner);

    void touch(UserId owner, LoginId id, Instant usedAt);

    /** @return whether it was live until now */
    boolean revoke(UserId owner, LoginId id, Instant at);

    /** Keys of anybody that were revoked at that time or later. */
    List<LoginId> revokedSince(Instant time);

    /** Deletes the owner's keys; {@link LoginRepository#revokedSince} or {@link #revokedSince} tells their ids for a day. */
    void deleteAll(UserId owner, Instant at);

    /** Deletes keys that expired or were revoked before that time; answers how many. */
    int prune(Instant before);
}
