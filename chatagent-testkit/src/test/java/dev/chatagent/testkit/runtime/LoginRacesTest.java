package dev.chatagent.testkit.runtime;

import static dev.chatagent.testkit.runtime.Fixture.CLIENT;
import static dev.chatagent.testkit.runtime.Fixture.PASSWORD;
import static dev.chatagent.testkit.runtime.Fixture.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.account.AccessGrant;
import dev.chatagent.account.Email;
import dev.chatagent.account.Registration;
import dev.chatagent.account.TokenPair;
import dev.chatagent.account.User;
import dev.chatagent.account.UserRepository;
import dev.chatagent.auth.PasswordHasher;
import dev.chatagent.auth.Pbkdf2Hasher;
import dev.chatagent.auth.Permission;
import dev.chatagent.auth.Principal;
import dev.chatagent.error.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens to an account while its password is being compared, which takes a while. */
class LoginRacesTest {
    private static final String NEW_PASSWORD = "quite another password";

    private final AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});
    private final Fixture fixture = new Fixture(builder -> builder.passwordHasher(new Interrupted()));
    private Principal admin;

    /** Compares as the default does, and lets something happen before it answers. */
    private final class Interrupted implements PasswordHasher {
        private final PasswordHasher hasher = new Pbkdf2Hasher(1_000);

        @Override
        public String hash(String password) {
            return hasher.hash(password);
        }

        @Override
        public boolean matches(String password, String hash) {
            boolean matches = hasher.matches(password, hash);
            meanwhile.getAndSet(() -> {}).run();
            return matches;
        }

        @Override
        public boolean outdated(String hash) {
            return hasher.outdated(hash);
        }
    }

    @BeforeEach
    void administrator() {
        String link = fixture.runtime.accounts().setupToken().orElseThrow();
        TokenPair pair = fixture.runtime
                .accounts()
                .setUp(link, new Registration(new Email("root@example.org"), PASSWORD, ""), CLIENT);
        admin = authenticate(pair);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private Principal authenticate(TokenPair pair) {
        return fixture.runtime.authenticator().authenticate(pair.accessToken());
    }

    @Test
    void whoever_is_banned_meanwhile_does_not_get_in() {
        User ada = fixture.register("ada").user();
        meanwhile.set(() -> fixture.runtime.users().ban(admin, ada.id()));
        assertRefused(ErrorCode.BANNED, () -> fixture.login("ada"));
    }

    @Test
    void whoever_loses_a_role_meanwhile_logs_in_without_it() {
        User ada = fixture.register("ada").user();
        fixture.runtime.users().updateRoles(admin, ada.id(), List.of("user", "admin"));
        meanwhile.set(() -> fixture.runtime.users().updateRoles(admin, ada.id(), List.of("user")));
        TokenPair pair = fixture.login("ada");
        assertThat(authenticate(pair).permissions()).doesNotContain(Permission.USERS_ADMIN);
        assertThat(pair.user().roles()).containsExactly("user");
    }

    @Test
    void password_that_is_replaced_meanwhile_opens_nothing() {
        User ada = fixture.register("ada").user();
        meanwhile.set(() -> replacePassword(ada));
        assertRefused(ErrorCode.BAD_CREDENTIALS, () -> fixture.login("ada"));
        assertThat(fixture.loginWith("ada", NEW_PASSWORD)).isNotNull();
    }

    /** As another node does it: the hashing threads of this one are busy. */
    private void replacePassword(User user) {
        String hash = new Pbkdf2Hasher(1_000).hash(NEW_PASSWORD);
        fixture.storage.write(unit -> unit.get(UserRepository.class).updatePasswordHash(user.id(), hash));
    }

    @Test
    void whoever_is_signed_out_while_changing_the_password_stays_out() {
        Principal ada = authenticate(fixture.register("ada"));
        meanwhile.set(() -> fixture.runtime.users().signOut(admin, ada.user()));
        assertRefused(
                ErrorCode.INVALID_TOKEN, () -> fixture.runtime.passwords().change(ada, PASSWORD, NEW_PASSWORD, CLIENT));
        assertRefused(ErrorCode.BAD_CREDENTIALS, () -> fixture.loginWith("ada", NEW_PASSWORD));
    }

    @Test
    void login_that_has_ended_meanwhile_makes_no_key_and_no_grant() {
        Principal ada = authenticate(fixture.register("ada"));
        fixture.runtime.users().updateRoles(admin, ada.user(), List.of("user", "admin"));
        Principal second = authenticate(fixture.login("ada"));
        User eve = fixture.register("eve").user();
        fixture.runtime.users().updateRoles(admin, ada.user(), List.of("user"));
        assertRefused(ErrorCode.INVALID_TOKEN, () -> fixture.runtime
                .apiKeys()
                .create(second, "late", Set.of(Permission.USERS_ADMIN), Duration.ofDays(1)));
        assertRefused(ErrorCode.INVALID_TOKEN, () -> fixture.runtime.users().impersonate(second, eve.id(), CLIENT));
    }

    @Test
    void ticket_lasts_no_longer_than_its_login_and_is_for_people_in_person() {
        Principal ada = authenticate(fixture.register("ada"));
        AccessGrant grant = fixture.runtime.users().impersonate(admin, ada.user(), CLIENT);
        Principal actor = fixture.runtime.authenticator().authenticate(grant.accessToken());
        assertRefused(ErrorCode.FORBIDDEN, () -> fixture.runtime.accounts().webSocketTicket(actor));
        String key = fixture.runtime
                .apiKeys()
                .create(ada, "ci", Set.of(Permission.ACCOUNT_SELF), Duration.ofDays(1))
                .secret();
        Principal machine = fixture.runtime.authenticator().authenticate(key);
        assertRefused(ErrorCode.FORBIDDEN, () -> fixture.runtime.accounts().webSocketTicket(machine));
        fixture.clock.advance(Duration.ofDays(7).minusSeconds(5));
        Instant end = fixture.clock.instant().plusSeconds(5);
        String ticket = fixture.runtime.accounts().webSocketTicket(ada);
        assertThat(fixture.runtime.authenticator().redeemTicket(ticket).expiresAt())
                .isEqualTo(end);
    }
}
