package dev.chatagent.benchmarks;

import dev.chatagent.auth.AccessClaims;
import dev.chatagent.auth.AccessTokens;
import dev.chatagent.auth.Principal;
import java.time.Instant;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/** Access tokens of one login that nobody has seen yet, made ahead. Thread-safe. */
final class NewTokens implements Supplier<String> {
    private final AccessTokens tokens;
    private final AccessClaims claims;
    private final Queue<String> made = new ConcurrentLinkedQueue<>();

    NewTokens(Backend backend, AccessTokens tokens) {
        this.tokens = tokens;
        Principal person =
                backend.runtime().authenticator().authenticate(backend.person().accessToken());
        claims = new AccessClaims(
                person.user(),
                person.tenant(),
                person.login(),
                Set.of("user"),
                Instant.now().plusSeconds(3_600));
    }

    void refill(int count) {
        while (made.size() < count) {
            for (int i = 0; i < 1_000; i++) {
                made.add(tokens.issue(claims));
            }
        }
    }

    @Override
    public String get() {
        return Objects.requireNonNullElseGet(made.poll(), () -> tokens.issue(claims));
    }
}
