package dev.chatagent.account;

import java.time.Duration;

/** An access token that nothing renews. */
public record AccessGrant(User user, String accessToken, Duration lifetime) {
    /** Never the token. */
    @Override
    public String toString() {
        return "AccessGrant[" + user.id() + "]";
    }
}
