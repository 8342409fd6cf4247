package dev.chatagent.auth;

import java.util.Optional;

/**
 * SPI: issues and verifies access tokens. Called by the account service and the authenticator on request threads,
 * concurrently; must not block on I/O. Revocation is not its business: the authenticator asks for the login behind the
 * claims. Closed by the runtime.
 */
public interface AccessTokens extends AutoCloseable {

    /** A token for the claims, URL-safe ASCII, at most 4,096 characters. */
    String issue(AccessClaims claims);

    /**
     * The claims of a token that this implementation issued and that has not expired; empty for everything else, whatever
     * it is. Never throws for bad input.
     */
    Optional<AccessClaims> verify(String token);

    @Override
    default void close() {}
}
