package dev.chatagent.account;

import dev.chatagent.id.LoginId;
import dev.chatagent.id.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Repository of logins and their refresh tokens. */
public interface LoginRepository {
    void insert(Login login);

    Optional<Login> find(UserId owner, LoginId id);

    /** The owner's live logins, last used first. */
    List<Login> live(UserId owner, Instant now);

    /** Live logins of others through which that administrator acts as them. */
    List<Login> impersonations(UserId actor, Instant now);

    /** Notes a use and moves the end of the login. */
    void touch(UserId owner, LoginId id, Instant usedAt, Instant expiresAt);

    /** @return whether it was live until now */
    boolean revoke(UserId owner, LoginId id, Instant at);

    /**
     * Logins of anybody that were revoked, or deleted with their account, at that time or later: how nodes hear of each other's
     * revocations. What is older than a day may be forgotten.
     */
    List<LoginId> revokedSince(Instant time);

    void insertToken(RefreshToken token);

    /** Looks up by the secret's hash, which is the proof of ownership. */
    Optional<RefreshToken> findToken(String hash);

    /** Notes the first exchange; does nothing when there was one before. */
    void markUsed(String hash, Instant at);

    /** Deletes the owner's logins with their tokens; {@link #revokedSince} tells their ids. */
    void deleteAll(UserId owner, Instant at);

    /** Deletes tokens and logins whose end lies before that time; answers how many rows. */
    int prune(Instant before);
}
