package dev.chatagent.testkit.runtime;

import static dev.chatagent.testkit.runtime.Fixture.CLIENT;
import static dev.chatagent.testkit.runtime.Fixture.PASSWORD;
import static dev.chatagent.testkit.runtime.Fixture.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.account.Login;
import dev.chatagent.account.LoginRepository;
import dev.chatagent.account.TokenPair;
import dev.chatagent.account.UserAdministration;
import dev.chatagent.account.UserRepository;
import dev.chatagent.auth.PasswordHasher;
import dev.chatagent.auth.Pbkdf2Hasher;
import dev.chatagent.auth.Permission;
import dev.chatagent.auth.Principal;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.id.UserId;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Something happens to the account between the moment its password was found right and the moment that is made use of. */
class AccountRacesTest {
    private static final String OTHER = "quite another password of words";

    private final AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});
    private final PasswordHasher hasher = new Pbkdf2Hasher(1_000);
    private final Fixture fixture = new Fixture(builder -> builder.passwordHasher(new InterruptedHasher()));
    private final UserAdministration users = fixture.runtime.users();
    private final Principal root = authenticate(fixture.runtime
            .accounts()
            .setUp(
                    fixture.runtime.accounts().setupToken().orElseThrow(),
                    Fixture.registration("root@example.org"),
                    CLIENT));

    /** A real hasher; once, right after it has checked a password, something else happens. */
    private final class InterruptedHasher implements PasswordHasher {
        @Override
        public String hash(String password) {
            return hasher.hash(password);
        }

        @Override
        public boolean matches(String password, String hash) {
            boolean right = hasher.matches(password, hash);
            meanwhile.getAndSet(() -> {}).run();
            return right;
        }

        @Override
        public boolean outdated(String hash) {
            return hasher.outdated(hash);
        }
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private Principal authenticate(TokenPair pair) {
        return fixture.runtime.authenticator().authenticate(pair.accessToken());
    }

    private List<Login> live(UserId user) {
        return fixture.storage.read(unit -> unit.get(LoginRepository.class).live(user, fixture.clock.instant()));
    }

    private String passwordHash(UserId user) {
        return fixture.storage
                .read(unit -> unit.get(UserRepository.class).credential(user))
                .orElseThrow()
                .passwordHash();
    }

    /** What a reset on another node stores. */
    private void setPassword(UserId user, String password) {
        List<Login> logins = live(user);
        fixture.storage.write(unit -> {
            logins.forEach(login -> unit.get(LoginRepository.class).revoke(user, login.id(), fixture.clock.instant()));
            return unit.get(UserRepository.class).updatePasswordHash(user, hasher.hash(password));
        });
    }

    @Test
    void login_does_not_survive_a_ban_that_was_stored_while_its_password_was_checked() {
        UserId ada = fixture.register("ada").user().id();
        meanwhile.set(() -> users.ban(root, ada));
        assertRefused(ErrorCode.BANNED, () -> fixture.login("ada"));
        assertThat(live(ada)).isEmpty();
    }

    @Test
    void login_has_the_roles_that_were_stored_while_its_password_was_checked() {
        UserId ada = fixture.register("ada").user().id();
        users.updateRoles(root, ada, List.of("user", "admin"));
        meanwhile.set(() -> users.updateRoles(root, ada, List.of("user")));
        assertThat(authenticate(fixture.login("ada")).permissions()).doesNotContain(Permission.USERS_ADMIN);
    }

    @Test
    void login_with_the_old_password_does_not_survive_a_reset() {
        UserId ada = fixture.register("ada").user().id();
        meanwhile.set(() -> setPassword(ada, OTHER));
        assertRefused(ErrorCode.BAD_CREDENTIALS, () -> fixture.login("ada"));
        assertThat(live(ada)).isEmpty();
        assertThat(hasher.matches(OTHER, passwordHash(ada))).isTrue();
    }

    @Test
    void better_hash_of_the_old_password_does_not_overwrite_a_new_one() {
        UserId ada = fixture.register("ada").user().id();
        fixture.storage.write(
                unit -> unit.get(UserRepository.class).updatePasswordHash(ada, new Pbkdf2Hasher(500).hash(PASSWORD)));
        meanwhile.set(() -> setPassword(ada, OTHER));
        assertRefused(ErrorCode.BAD_CREDENTIALS, () -> fixture.login("ada"));
        assertThat(hasher.matches(OTHER, passwordHash(ada))).isTrue();
    }

    @Test
    void same_password_that_was_hashed_anew_meanwhile_still_logs_in() {
        UserId ada = fixture.register("ada").user().id();
        meanwhile.set(() -> setPassword(ada, PASSWORD));
        assertThat(fixture.login("ada").user().id()).isEqualTo(ada);
    }

    @Test
    void change_of_a_stolen_session_does_not_undo_a_reset() {
        TokenPair ada = fixture.register("ada");
        Principal stolen = authenticate(ada);
        UserId id = ada.user().id();
        meanwhile.set(() -> setPassword(id, OTHER));
        assertRefused(
                ErrorCode.INVALID_TOKEN,
                () -> fixture.runtime.passwords().change(stolen, PASSWORD, "a password of the thief", CLIENT));
        assertThat(hasher.matches(OTHER, passwordHash(id))).isTrue();
        assertThat(live(id)).isEmpty();
    }

    @Test
    void second_factor_of_a_stolen_session_does_not_come_after_a_reset() {
        TokenPair ada = fixture.register("ada");
        Principal stolen = authenticate(ada);
        meanwhile.set(() -> setPassword(ada.user().id(), OTHER));
        assertRefused(
                ErrorCode.INVALID_TOKEN, () -> fixture.runtime.secondFactors().enroll(stolen, PASSWORD));
    }

    /** The request was let in; its login ended before it came to its unit. */
    @Test
    void call_that_was_let_in_before_its_login_ended_changes_nothing_after() {
        UserId ada = fixture.register("ada").user().id();
        users.updateRoles(root, ada, List.of("user", "admin"));
        Principal former = authenticate(fixture.login("ada"));
        UserId bob = fixture.register("bob").user().id();
        users.ban(root, ada);
        assertRefused(ErrorCode.INVALID_TOKEN, () -> users.updateRoles(former, bob, List.of("admin")));
        assertRefused(
                ErrorCode.INVALID_TOKEN,
                () -> fixture.runtime.apiKeys().create(former, "x", Set.of(Permission.CHAT), Duration.ofDays(1)));
    }
}
