package dev.chatagent.auth;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * SPI: issues and verifies access tokens. Called by the account services and the authenticator on request threads,
 * concurrently; verifying blocks on I/O only for a key that this node has not seen yet. Revocation is not its business: the
 * authenticator asks for the login behind the claims. Closed by the runtime.
 */
public interface AccessTokens extends AutoCloseable {
    /** A token for the claims, URL-safe ASCII, at most 4,096 characters. */
    String issue(AccessClaims claims);

    /**
     * The claims of a token that this implementation issued and that has not expired; empty for everything else, whatever
     * it is. Never throws for bad input.
     *
     * @throws dev.chatagent.error.ChatAgentException UNAVAILABLE while the keys cannot be read yet
     */
    Optional<AccessClaims> verify(String token);

    /**
     * Signs with a fresh key from now on; tokens of the old one stay good until they expire. Does nothing where tokens are
     * not signed.
     */
    default void rotate() {}

    /**
     * Does what is due by time: makes a first key, rotates an old one, learns and forgets others. Called ahead of the first
     * token, then about once a second; may block.
     */
    default void maintain() {}

    /** Public keys as JSON Web Keys (RFC 7517 section 4), for others to verify tokens with; empty when there are none. */
    default List<Map<String, String>> publicKeys() {
        return List.of();
    }

    @Override
    default void close() {}
}
