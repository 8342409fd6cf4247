package dev.chatagent.testkit.runtime;

import static dev.chatagent.testkit.runtime.Fixture.CLIENT;
import static dev.chatagent.testkit.runtime.Fixture.PASSWORD;
import static dev.chatagent.testkit.runtime.Fixture.assertRefused;
import static dev.chatagent.testkit.runtime.Fixture.atOnce;
import static dev.chatagent.testkit.runtime.Fixture.registration;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.chatagent.account.Accounts;
import dev.chatagent.account.Email;
import dev.chatagent.account.Registration;
import dev.chatagent.account.TokenPair;
import dev.chatagent.auth.PasswordHasher;
import dev.chatagent.auth.Permission;
import dev.chatagent.auth.Principal;
import dev.chatagent.config.Settings;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.id.LoginId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccountsTest {
    /** JDK 25 uses the common pool even where it has one thread; a call that waits would keep the others out. */
    private static final Executor OWN_THREAD = task -> new Thread(task).start();

    private static final Duration GRACE = Duration.ofSeconds(30);

    private final Fixture fixture = new Fixture();
    private final Accounts accounts = fixture.runtime.accounts();

    @AfterEach
    void close() {
        fixture.close();
    }

    private Principal authenticate(TokenPair pair) {
        return fixture.runtime.authenticator().authenticate(pair.accessToken());
    }

    private void assertDead(TokenPair pair) {
        assertRefused(ErrorCode.INVALID_TOKEN, () -> accounts.refresh(pair.refreshToken()));
        assertRefused(ErrorCode.INVALID_TOKEN, () -> authenticate(pair));
    }

    @Test
    void registration_logs_in_as_an_ordinary_user() {
        TokenPair pair = fixture.register("ada");
        assertThat(pair.user().roles()).containsExactly("user");
        assertThat(pair.user().displayName()).isEqualTo("ada");
        assertThat(authenticate(pair).permissions())
                .containsExactlyInAnyOrder(Permission.ACCOUNT_SELF, Permission.CHAT);
        assertThat(accounts.profile(authenticate(pair)).user()).isEqualTo(pair.user());
    }

    @Test
    void closed_registration_is_forbidden() {
        try (Fixture closed = new Fixture(b -> b.settings(Fixture.settings().with(Settings.REGISTRATION, false)))) {
            assertRefused(ErrorCode.FORBIDDEN, () -> closed.register("ada"));
        }
    }

    @Test
    void address_in_any_case_is_one_account_under_concurrency() throws Exception {
        AtomicInteger count = new AtomicInteger();
        List<Optional<TokenPair>> results = atOnce(
                20,
                () -> accounts.register(
                        registration(count.getAndIncrement() % 2 == 0 ? "Ada@Example.org" : "aDA@eXAMPLE.ORG"),
                        CLIENT));
        assertThat(results.stream().filter(Optional::isPresent)).hasSize(1);
        assertThat(accounts.login(new Email(" ADA@EXAMPLE.ORG "), PASSWORD, CLIENT)
                        .user())
                .isEqualTo(results.stream()
                        .flatMap(Optional::stream)
                        .findFirst()
                        .orElseThrow()
                        .user());
        assertRefused(ErrorCode.EMAIL_TAKEN, () -> fixture.register("ada"));
    }

    @Test
    void unknown_user_and_wrong_password_look_the_same() {
        fixture.register("ada");
        Throwable wrong =
                catchThrowable(() -> accounts.login(new Email("ada@example.org"), "another password", CLIENT));
        Throwable unknown = catchThrowable(() -> accounts.login(new Email("eve@example.org"), PASSWORD, CLIENT));
        assertThat(wrong).isInstanceOfSatisfying(ChatAgentException.class, e -> assertThat(e.code())
                .isEqualTo(ErrorCode.BAD_CREDENTIALS));
        assertThat(unknown).isInstanceOf(ChatAgentException.class).hasMessage(wrong.getMessage());
        assertThat(((ChatAgentException) unknown).code()).isEqualTo(ErrorCode.BAD_CREDENTIALS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "short", "fourteen chars", "aaaaaaaaaaaaaaaaaaaa", "xx ada@example.org"})
    void weak_password_is_refused(String password) {
        assertRefused(
                ErrorCode.WEAK_PASSWORD,
                () -> accounts.register(new Registration(new Email("ada@example.org"), password, ""), CLIENT));
    }

    @Test
    void password_length_counts_code_points_up_to_128() {
        String horses = "\uD83D\uDC0E\uD83D\uDC0F\uD83D\uDC10\uD83D\uDC11".repeat(32);
        accounts.register(new Registration(new Email("ada@example.org"), horses, ""), CLIENT);
        assertThat(accounts.login(new Email("ada@example.org"), horses, CLIENT)).isNotNull();
        assertRefused(
                ErrorCode.WEAK_PASSWORD,
                () -> accounts.register(new Registration(new Email("bob@example.org"), horses + "x", ""), CLIENT));
    }

    @Test
    void password_in_another_unicode_form_is_the_same() {
        accounts.register(new Registration(new Email("ada@example.org"), "pa\u0308sswort mit umlaut", ""), CLIENT);
        assertThat(accounts.login(new Email("ada@example.org"), "p\u00E4sswort mit umlaut", CLIENT))
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "@",
                "a@",
                "@b",
                "a b@c",
                "a@b@c",
                "a@b..c",
                "a\u0000@b",
                "a\u202Eb@c",
                "a\u0085b@c",
                "a\u2028b@c",
                "a\uD800b@c",
                "a\u00A0b@c"
            })
    void address_of_another_form_is_refused(String text) {
        assertRefused(ErrorCode.INVALID_REQUEST, () -> new Email(text));
    }

    @Test
    void display_name_is_changed_within_the_rules() {
        Principal ada = fixture.person("ada");
        assertThat(accounts.updateDisplayName(ada, "  Ada L. ").user().displayName())
                .isEqualTo("Ada L.");
        for (String bad : List.of("", " ", "a\nb", "a\u202Eb", "x".repeat(81))) {
            assertRefused(ErrorCode.INVALID_REQUEST, () -> accounts.updateDisplayName(ada, bad));
        }
    }

    @Test
    void refresh_gives_a_pair_of_the_same_login() {
        TokenPair first = fixture.register("ada");
        TokenPair second = accounts.refresh(first.refreshToken());
        assertThat(second.refreshToken()).isNotEqualTo(first.refreshToken());
        assertThat(authenticate(second).login()).isEqualTo(authenticate(first).login());
        assertThat(accounts.refresh(second.refreshToken()).user()).isEqualTo(first.user());
    }

    @Test
    void used_refresh_token_within_grace_gives_a_working_pair() {
        TokenPair first = fixture.register("ada");
        TokenPair second = accounts.refresh(first.refreshToken());
        fixture.clock.advance(GRACE);
        TokenPair third = accounts.refresh(first.refreshToken());
        assertThat(authenticate(third).login()).isEqualTo(authenticate(second).login());
        assertThat(accounts.refresh(third.refreshToken())).isNotNull();
        assertThat(accounts.refresh(second.refreshToken())).isNotNull();
    }

    @Test
    void used_refresh_token_after_grace_ends_the_login_with_all_its_tokens() {
        TokenPair first = fixture.register("ada");
        TokenPair second = accounts.refresh(first.refreshToken());
        fixture.clock.advance(GRACE);
        TokenPair third = accounts.refresh(first.refreshToken());
        authenticate(first);
        authenticate(third);
        fixture.clock.advance(Duration.ofMillis(1));
        assertRefused(ErrorCode.INVALID_TOKEN, () -> accounts.refresh(first.refreshToken()));
        List.of(first, second, third).forEach(this::assertDead);
    }

    @Test
    void use_within_grace_does_not_move_the_grace() {
        TokenPair first = fixture.register("ada");
        accounts.refresh(first.refreshToken());
        for (int i = 0; i < 3; i++) {
            fixture.clock.advance(Duration.ofSeconds(10));
            accounts.refresh(first.refreshToken());
        }
        fixture.clock.advance(Duration.ofSeconds(1));
        assertDead(first);
    }

    @Test
    void stolen_token_ends_its_own_login_and_no_other() {
        TokenPair first = fixture.register("ada");
        TokenPair other = accounts.login(new Email("ada@example.org"), PASSWORD, CLIENT);
        accounts.refresh(first.refreshToken());
        fixture.clock.advance(GRACE.plusSeconds(1));
        assertDead(first);
        assertThat(authenticate(other).login()).isNotEqualTo(null);
        assertThat(accounts.refresh(other.refreshToken())).isNotNull();
    }

    @Test
    void parallel_refreshes_all_work() throws Exception {
        TokenPair first = fixture.register("ada");
        List<Optional<TokenPair>> pairs = atOnce(10, () -> accounts.refresh(first.refreshToken()));
        assertThat(pairs).allMatch(Optional::isPresent);
        pairs.forEach(pair ->
                assertThat(accounts.refresh(pair.orElseThrow().refreshToken())).isNotNull());
    }

    @Test
    void refresh_token_ends_after_its_lifetime_and_each_use_begins_a_new_one() {
        TokenPair first = fixture.register("ada");
        fixture.clock.advance(Duration.ofDays(6));
        TokenPair second = accounts.refresh(first.refreshToken());
        fixture.clock.advance(Duration.ofDays(6));
        TokenPair third = accounts.refresh(second.refreshToken());
        fixture.clock.advance(Duration.ofDays(7));
        assertDead(third);
    }

    @Test
    void unknown_refresh_token_is_refused() {
        for (String unknown : List.of("", "x", "\u0000", "y".repeat(100_000))) {
            assertRefused(ErrorCode.INVALID_TOKEN, () -> accounts.refresh(unknown));
        }
        TokenPair pair = fixture.register("ada");
        assertRefused(ErrorCode.INVALID_TOKEN, () -> accounts.refresh(pair.accessToken()));
        assertRefused(
                ErrorCode.INVALID_TOKEN, () -> fixture.runtime.authenticator().authenticate(pair.refreshToken()));
    }

    @Test
    void access_token_ends_after_its_lifetime() {
        TokenPair pair = fixture.register("ada");
        fixture.clock.advance(Duration.ofMinutes(15).minusSeconds(1));
        authenticate(pair);
        fixture.clock.advance(Duration.ofSeconds(1));
        assertRefused(ErrorCode.INVALID_TOKEN, () -> authenticate(pair));
    }

    @Test
    void logout_refuses_the_next_request_and_tells_listeners() {
        TokenPair pair = fixture.register("ada");
        TokenPair other = accounts.login(new Email("ada@example.org"), PASSWORD, CLIENT);
        Principal principal = authenticate(pair);
        List<LoginId> revoked = new CopyOnWriteArrayList<>();
        Runnable stop = fixture.runtime.authenticator().onRevoked(revoked::add);
        accounts.logout(principal);
        stop.run();
        assertDead(pair);
        assertThat(revoked).containsExactly(principal.login());
        assertThat(authenticate(other).login()).isNotEqualTo(principal.login());
        accounts.logout(authenticate(other));
        assertThat(revoked).hasSize(1);
    }

    @Test
    void logout_during_requests_is_never_overtaken() throws Exception {
        TokenPair first = fixture.register("ada");
        for (int i = 0; i < 50; i++) {
            TokenPair pair = accounts.login(new Email("ada@example.org"), PASSWORD, CLIENT);
            CompletableFuture<Void> requests = CompletableFuture.runAsync(() -> {
                for (int j = 0; j < 50; j++) {
                    try {
                        authenticate(pair);
                    } catch (ChatAgentException e) {
                        return;
                    }
                }
            });
            accounts.logout(authenticate(pair));
            assertDead(pair);
            requests.get(Fixture.PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertDead(pair);
        }
        authenticate(first);
    }

    @Test
    void set_up_token_makes_one_administrator_under_concurrency() throws Exception {
        String token = accounts.setupToken().orElseThrow();
        AtomicInteger count = new AtomicInteger();
        List<Optional<TokenPair>> results = atOnce(
                20,
                () -> accounts.setUp(token, registration("admin" + count.getAndIncrement() + "@example.org"), CLIENT));
        List<TokenPair> good = results.stream().flatMap(Optional::stream).toList();
        assertThat(good).hasSize(1);
        assertThat(good.get(0).user().roles()).containsExactlyInAnyOrder("user", "admin");
        assertThat(authenticate(good.get(0)).permissions()).contains(Permission.USERS_ADMIN);
        assertThat(accounts.setupToken()).isEmpty();
    }

    @Test
    void set_up_token_expires() {
        String token = accounts.setupToken().orElseThrow();
        fixture.clock.advance(Duration.ofMinutes(30));
        assertRefused(ErrorCode.INVALID_TOKEN, () -> accounts.setUp(token, registration("admin@example.org"), CLIENT));
    }

    @Test
    void newer_set_up_token_replaces_the_older() {
        String older = accounts.setupToken().orElseThrow();
        String newer = accounts.setupToken().orElseThrow();
        assertRefused(ErrorCode.INVALID_TOKEN, () -> accounts.setUp(older, registration("admin@example.org"), CLIENT));
        assertThat(accounts.setUp(newer, registration("admin@example.org"), CLIENT))
                .isNotNull();
    }

    @Test
    void set_up_that_fails_does_not_use_the_token_up() {
        fixture.register("ada");
        String token = accounts.setupToken().orElseThrow();
        assertRefused(ErrorCode.EMAIL_TAKEN, () -> accounts.setUp(token, registration("ada@example.org"), CLIENT));
        assertThat(accounts.setUp(token, registration("admin@example.org"), CLIENT))
                .isNotNull();
    }

    @Test
    void ticket_opens_one_connection_within_30_seconds() throws Exception {
        Principal ada = fixture.person("ada");
        String ticket = accounts.webSocketTicket(ada);
        List<Optional<Principal>> redeemed =
                atOnce(20, () -> fixture.runtime.authenticator().redeemTicket(ticket));
        assertThat(redeemed.stream().flatMap(Optional::stream))
                .singleElement()
                .satisfies(p -> assertThat(p.login()).isEqualTo(ada.login()))
                .satisfies(p -> assertThat(p.permissions()).isEqualTo(ada.permissions()));
        String late = accounts.webSocketTicket(ada);
        fixture.clock.advance(Duration.ofSeconds(30));
        assertRefused(
                ErrorCode.INVALID_TOKEN, () -> fixture.runtime.authenticator().redeemTicket(late));
    }

    @Test
    void ticket_of_an_ended_login_and_other_secrets_are_refused() {
        TokenPair pair = fixture.register("ada");
        Principal ada = authenticate(pair);
        String ticket = accounts.webSocketTicket(ada);
        String setup = accounts.setupToken().orElseThrow();
        accounts.logout(ada);
        for (String bad : List.of(ticket, setup, pair.refreshToken(), pair.accessToken(), "")) {
            assertRefused(
                    ErrorCode.INVALID_TOKEN,
                    () -> fixture.runtime.authenticator().redeemTicket(bad));
        }
    }

    @Test
    void secrets_do_not_show_in_texts() {
        TokenPair pair = fixture.register("ada");
        assertThat(pair.toString()).doesNotContain(pair.accessToken(), pair.refreshToken());
        assertThat(registration("ada@example.org").toString()).doesNotContain(PASSWORD);
    }

    @Test
    void logins_beyond_the_queue_are_told_to_come_back() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (Fixture slow = new Fixture(b -> b.passwordHasher(new Waiting(release)))) {
            CompletableFuture<List<Optional<TokenPair>>> logins = CompletableFuture.supplyAsync(
                    () -> {
                        try {
                            return atOnce(120, () -> slow.runtime.accounts().login(new Email("a@b"), PASSWORD, CLIENT));
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                    },
                    OWN_THREAD);
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Fixture.PATIENCE_SECONDS);
            Throwable refusal = null;
            while (refusal == null && System.nanoTime() < end) {
                CompletableFuture<Void> one = CompletableFuture.runAsync(
                        () -> slow.runtime.accounts().login(new Email("a@b"), PASSWORD, CLIENT), OWN_THREAD);
                refusal = catchThrowable(() -> one.get(100, TimeUnit.MILLISECONDS))
                        .getCause();
            }
            assertThat(refusal).isInstanceOfSatisfying(ChatAgentException.class, e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.OVERLOADED);
                assertThat(e.retryAfter()).isPresent();
            });
            release.countDown();
            logins.get(Fixture.PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    @Test
    void closing_lets_go_of_whoever_waits_for_a_hash() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Waiting hasher = new Waiting(never);
        Fixture slow = new Fixture(b -> b.passwordHasher(hasher));
        List<CompletableFuture<TokenPair>> logins = IntStream.range(0, 5)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> slow.runtime.accounts().login(new Email("a@b"), PASSWORD, CLIENT), OWN_THREAD))
                .toList();
        Fixture.await(hasher.entered);
        slow.close();
        for (CompletableFuture<TokenPair> login : logins) {
            assertThat(catchThrowable(() -> login.get(Fixture.PATIENCE_SECONDS, TimeUnit.SECONDS)))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(ChatAgentException.class);
        }
    }

    /** A hasher as slow as the test wants it. */
    private static final class Waiting implements PasswordHasher {
        private final CountDownLatch release;
        private final CountDownLatch entered = new CountDownLatch(1);

        Waiting(CountDownLatch release) {
            this.release = release;
        }

        @Override
        public String hash(String password) {
            entered.countDown();
            Fixture.await(release);
            return "hash";
        }

        @Override
        public boolean matches(String password, String hash) {
            return false;
        }

        @Override
        public boolean outdated(String hash) {
            return false;
        }
    }
}
