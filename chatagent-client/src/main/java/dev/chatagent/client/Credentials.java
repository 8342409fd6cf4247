package dev.chatagent.client;

import java.util.concurrent.CompletionStage;

/**
 * Gives access tokens. The client asks on the builder's executor, one call at a time, so that it may block; it gives up
 * waiting after the builder's connect time-out and tries again later. A call that hangs is not followed by those that it has kept
 * waiting for longer than that. A stage that does not complete holds nothing up: the source is asked anew beside it.
 */
@FunctionalInterface
public interface Credentials {

    /** Why a token is asked for. */
    enum Reason {
        /** A connection begins: any valid token will do. */
        CONNECT,
        /** The token in use ends soon: a later one keeps the connection. */
        EXPIRING,
        /** The server has refused the last one: only a new one helps. Asked so until one is accepted. */
        REFUSED
    }

    /**
     * An access token or API key.
     *
     * @throws SignedOutException there will be none, here or in the stage: the client is refused and does not come back
     * @throws Exception it cannot be had just now, as when it is null: the client tries again with growing waits
     */
    CompletionStage<String> accessToken(Reason reason) throws Exception;
}
