package dev.chatagent.account;

import java.time.Duration;

/** What a successful login gives: a short-lived access token and the secret that renews it. */
public record TokenPair(
        User user, String accessToken, Duration accessLifetime, String refreshToken, Duration refreshLifetime) {

    /** Never the secrets. */
    @Override
    public String toString() {
        return "TokenPair[" + user.id() + "]";
    }
}
