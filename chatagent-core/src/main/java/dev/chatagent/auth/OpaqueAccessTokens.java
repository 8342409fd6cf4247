package dev.chatagent.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * Access tokens that are random numbers with their claims kept in memory: nothing to configure, gone with the process. The
 * default where no token module is on the class path.
 */
public final class OpaqueAccessTokens implements AccessTokens {
    private static final int MAX_TOKENS = 1_000_000;

    private final Clock clock;
    private final Cache<String, AccessClaims> issued;

    public OpaqueAccessTokens(Clock clock) {
        this.clock = clock;
        this.issued = Caffeine.newBuilder()
                .maximumSize(MAX_TOKENS)
                .ticker(() -> clock.millis() * 1_000_000L)
                .expireAfter(Expiry.<String, AccessClaims>creating(
                        (token, claims) -> Duration.between(clock.instant(), claims.expiresAt())))
                .build();
    }

    @Override
    public String issue(AccessClaims claims) {
        RandomToken token = RandomToken.create();
        issued.put(token.text(), claims);
        return token.text();
    }

    @Override
    public Optional<AccessClaims> verify(String token) {
        return Optional.ofNullable(issued.getIfPresent(token))
                .filter(claims -> clock.instant().isBefore(claims.expiresAt()));
    }
}
