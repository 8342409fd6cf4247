package dev.chatagent.account;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a successful login gives: a short-lived access token and the secret that renews it.
 *
 * @param deviceToken secret by which the device is known at its next login; null when it has one already
 */
public record TokenPair(
        User user,
        String accessToken,
        Duration accessLifetime,
        String refreshToken,
        Duration refreshLifetime,
        @Nullable String deviceToken) {

    /** With the secret for the device. */
    TokenPair with(String newDeviceToken) {
        return new TokenPair(user, accessToken, accessLifetime, refreshToken, refreshLifetime, newDeviceToken);
    }

    /** Never the secrets. */
    @Override
    public String toString() {
        return "TokenPair[" + user.id() + "]";
    }
}
