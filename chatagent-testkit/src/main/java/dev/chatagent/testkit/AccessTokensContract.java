package dev.chatagent.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.auth.AccessClaims;
import dev.chatagent.auth.AccessTokens;
import dev.chatagent.id.LoginId;
import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link AccessTokens} does. Extend it and say how to make one. */
public abstract class AccessTokensContract {
    private static final Duration LIFETIME = Duration.ofMinutes(15);

    private final TestClock clock = TestClock.create();
    private AccessTokens tokens = new None();

    /** A token service with fresh secrets, that takes the time from the clock. */
    protected abstract AccessTokens create(Clock clock);

    @BeforeEach
    public void open() {
        tokens = create(clock);
    }

    @AfterEach
    public void close() {
        tokens.close();
    }

    /** Claims of a random user that end after the lifetime. */
    protected static AccessClaims claims(Clock clock, Duration lifetime, String... roles) {
        return new AccessClaims(
                new UserId(UUID.randomUUID()),
                TenantId.DEFAULT,
                new LoginId(UUID.randomUUID()),
                Set.of(roles),
                clock.instant().plus(lifetime));
    }

    private AccessClaims someClaims() {
        return claims(clock, LIFETIME, "user", "admin");
    }

    @Test
    public void issued_token_gives_its_claims_back() {
        AccessClaims claims = someClaims();
        assertThat(tokens.verify(tokens.issue(claims))).contains(claims);
    }

    @Test
    public void claims_without_roles_and_of_another_tenant_come_back() {
        AccessClaims claims = new AccessClaims(
                new UserId(UUID.randomUUID()),
                new TenantId("tenant-2"),
                new LoginId(UUID.randomUUID()),
                Set.of(),
                clock.instant().plus(LIFETIME));
        assertThat(tokens.verify(tokens.issue(claims))).contains(claims);
    }

    @Test
    public void token_is_url_safe_and_not_too_long() {
        assertThat(tokens.issue(someClaims())).matches("[A-Za-z0-9._~-]{1,4096}");
    }

    @Test
    public void tokens_of_the_same_claims_differ() {
        AccessClaims claims = someClaims();
        assertThat(tokens.issue(claims)).isNotEqualTo(tokens.issue(claims));
    }

    @Test
    public void token_works_until_its_end_and_not_at_it() {
        AccessClaims claims = someClaims();
        String token = tokens.issue(claims);
        clock.advance(LIFETIME.minusNanos(1));
        assertThat(tokens.verify(token)).contains(claims);
        clock.advance(Duration.ofNanos(1));
        assertThat(tokens.verify(token)).isEmpty();
        clock.advance(Duration.ofDays(365));
        assertThat(tokens.verify(token)).isEmpty();
    }

    @Test
    public void token_that_was_issued_expired_is_refused() {
        assertThat(tokens.verify(tokens.issue(claims(clock, Duration.ofSeconds(-1), "user"))))
                .isEmpty();
    }

    @Test
    public void token_of_another_installation_is_refused() {
        try (AccessTokens other = create(clock)) {
            assertThat(tokens.verify(other.issue(someClaims()))).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ".",
                "..",
                "...",
                "a.b.c",
                "eyJhbGciOiJub25lIn0.e30.",
                "eyJhbGciOiJIUzI1NiJ9.bnVsbA.AAAA",
                "bnVsbA.bnVsbA.bnVsbA",
                "W10.W10.W10",
                "===.===.===",
                "null",
                "Bearer x",
                "../../../etc/passwd",
                "\u0000",
                "\uD800\uDC00\uD800",
                "ключ.ключ.ключ"
            })
    public void garbage_is_refused_without_an_exception(String garbage) {
        assertThat(tokens.verify(garbage)).isEmpty();
    }

    @Test
    public void very_long_text_is_refused() {
        assertThat(tokens.verify("a".repeat(10_000_000))).isEmpty();
        assertThat(tokens.verify(".".repeat(1_000_000))).isEmpty();
        assertThat(tokens.verify(tokens.issue(someClaims()) + "A".repeat(5_000)))
                .isEmpty();
    }

    @Test
    public void change_of_any_character_is_refused() {
        String token = tokens.issue(someClaims());
        for (int i = 0; i < token.length(); i++) {
            for (char other : new char[] {'A', 'B', '_', '.', '=', ' '}) {
                if (token.charAt(i) != other) {
                    String changed = token.substring(0, i) + other + token.substring(i + 1);
                    assertThat(tokens.verify(changed)).as("at %d", i).isEmpty();
                }
            }
        }
    }

    @Test
    public void anything_added_or_cut_is_refused() {
        String token = tokens.issue(someClaims());
        for (String addition : new String[] {"A", "=", "==", ".", " ", "\n", "\u0000"}) {
            assertThat(tokens.verify(token + addition)).isEmpty();
            assertThat(tokens.verify(addition + token)).isEmpty();
        }
        for (int length = 0; length < token.length(); length++) {
            assertThat(tokens.verify(token.substring(0, length)))
                    .as("first %d characters", length)
                    .isEmpty();
        }
    }

    @Test
    public void works_on_many_threads_at_once() {
        Set<String> issued = new HashSet<>(IntStream.range(0, 1_000)
                .parallel()
                .mapToObj(i -> {
                    AccessClaims claims = someClaims();
                    String token = tokens.issue(claims);
                    assertThat(tokens.verify(token)).contains(claims);
                    return token;
                })
                .toList());
        assertThat(issued).hasSize(1_000);
    }

    /** Stands in the field until a test begins. */
    private static final class None implements AccessTokens {
        @Override
        public String issue(AccessClaims claims) {
            throw new IllegalStateException("not opened");
        }

        @Override
        public java.util.Optional<AccessClaims> verify(String token) {
            return java.util.Optional.empty();
        }
    }
}
