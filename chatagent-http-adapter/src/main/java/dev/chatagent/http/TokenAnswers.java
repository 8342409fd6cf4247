package dev.chatagent.http;

import dev.chatagent.account.TokenPair;
import dev.chatagent.account.User;
import org.jspecify.annotations.Nullable;

/** Gives out token pairs: in the body alone, or in browser mode with the secrets in cookies. */
final class TokenAnswers {
    private final BrowserSession browser;

    TokenAnswers(BrowserSession browser) {
        this.browser = browser;
    }

    /**
     * What whoever logged in gets.
     *
     * @param refreshToken absent in browser mode: there it is in a cookie
     * @param deviceToken to be sent as {@code X-Chatagent-Device} at the next login; absent when the device is known, and in
     *     browser mode
     */
    record TokenAnswer(
            String accessToken,
            String tokenType,
            long expiresIn,
            @Nullable String refreshToken,
            @Nullable String deviceToken,
            User user) {}

    Answer of(Exchange exchange, boolean cookie, TokenPair pair) {
        if (cookie) {
            browser.remember(exchange.request(), exchange.response(), pair);
        }
        return new Answer.Json(new TokenAnswer(
                pair.accessToken(),
                "Bearer",
                pair.accessLifetime().toSeconds(),
                cookie ? null : pair.refreshToken(),
                cookie ? null : pair.deviceToken(),
                pair.user()));
    }
}
