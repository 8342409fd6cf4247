package dev.chatagent.testkit.runtime;

import static dev.chatagent.testkit.runtime.Fixture.CLIENT;
import static dev.chatagent.testkit.runtime.Fixture.PASSWORD;
import static dev.chatagent.testkit.runtime.Fixture.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.account.Accounts;
import dev.chatagent.account.ClientInfo;
import dev.chatagent.account.Email;
import dev.chatagent.account.Notice;
import dev.chatagent.account.Passwords;
import dev.chatagent.account.TokenPair;
import dev.chatagent.auth.Principal;
import dev.chatagent.error.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PasswordsTest {
    private static final Email ADA = new Email("ada@example.org");
    private static final String NEW = "quite another set of words";

    private final BlockingQueue<Notice> notices = new LinkedBlockingQueue<>();
    private final Fixture fixture = new Fixture(builder -> builder.notifier(notices::add));
    private final Accounts accounts = fixture.runtime.accounts();
    private final Passwords passwords = fixture.runtime.passwords();

    @AfterEach
    void close() {
        fixture.close();
    }

    private <T extends Notice> T next(Class<T> type) throws Exception {
        return type.cast(Objects.requireNonNull(notices.poll(Fixture.PATIENCE_SECONDS, TimeUnit.SECONDS), "no notice"));
    }

    private String resetToken() throws Exception {
        passwords.requestReset(ADA, CLIENT);
        Notice.PasswordReset notice = next(Notice.PasswordReset.class);
        assertThat(notice.to()).isEqualTo(ADA);
        assertThat(notice.toString()).doesNotContain("reset=");
        return notice.link().substring(notice.link().indexOf("#reset=") + "#reset=".length());
    }

    private void assertDead(TokenPair pair) {
        assertRefused(ErrorCode.INVALID_TOKEN, () -> accounts.refresh(pair.refreshToken()));
        assertRefused(
                ErrorCode.INVALID_TOKEN, () -> fixture.runtime.authenticator().authenticate(pair.accessToken()));
    }

    @Test
    void change_ends_every_login_and_goes_on_with_a_new_one() throws Exception {
        TokenPair first = fixture.register("ada");
        TokenPair second = accounts.login(ADA, PASSWORD, CLIENT);
        Principal ada = fixture.runtime.authenticator().authenticate(first.accessToken());
        assertRefused(ErrorCode.BAD_CREDENTIALS, () -> passwords.change(ada, "wrong", NEW, CLIENT));
        assertRefused(ErrorCode.WEAK_PASSWORD, () -> passwords.change(ada, PASSWORD, "short", CLIENT));
        TokenPair third = passwords.change(ada, PASSWORD, NEW, CLIENT);
        assertDead(first);
        assertDead(second);
        assertThat(fixture.runtime
                        .authenticator()
                        .authenticate(third.accessToken())
                        .user())
                .isEqualTo(ada.user());
        assertRefused(ErrorCode.BAD_CREDENTIALS, () -> accounts.login(ADA, PASSWORD, CLIENT));
        assertThat(accounts.login(ADA, NEW, CLIENT)).isNotNull();
        assertThat(next(Notice.PasswordChanged.class).to()).isEqualTo(ADA);
    }

    @Test
    void guessing_the_old_password_from_a_stolen_session_is_slowed_down() {
        Principal ada = fixture.person("ada");
        for (int i = 0; i < 5; i++) {
            assertRefused(ErrorCode.BAD_CREDENTIALS, () -> passwords.change(ada, "guess", NEW, CLIENT));
        }
        assertRefused(ErrorCode.RATE_LIMITED, () -> passwords.change(ada, PASSWORD, NEW, CLIENT));
    }

    @Test
    void reset_sets_the_password_ends_every_login_and_works_once() throws Exception {
        TokenPair pair = fixture.register("ada");
        String token = resetToken();
        assertRefused(ErrorCode.WEAK_PASSWORD, () -> passwords.confirmReset(token, "short", CLIENT));
        passwords.confirmReset(token, NEW, CLIENT);
        assertDead(pair);
        assertThat(accounts.login(ADA, NEW, CLIENT)).isNotNull();
        assertRefused(ErrorCode.INVALID_TOKEN, () -> passwords.confirmReset(token, NEW + " more", CLIENT));
    }

    @Test
    void of_twenty_confirmations_at_once_one_wins() throws Exception {
        fixture.register("ada");
        String token = resetToken();
        List<Optional<Boolean>> results = Fixture.atOnce(20, () -> {
            passwords.confirmReset(token, NEW, CLIENT);
            return true;
        });
        assertThat(results.stream().filter(Optional::isPresent)).hasSize(1);
    }

    @Test
    void link_dies_after_half_an_hour_and_with_the_next_one() throws Exception {
        fixture.register("ada");
        String first = resetToken();
        String second = resetToken();
        assertRefused(ErrorCode.INVALID_TOKEN, () -> passwords.confirmReset(first, NEW, CLIENT));
        fixture.clock.advance(Duration.ofMinutes(30));
        assertRefused(ErrorCode.INVALID_TOKEN, () -> passwords.confirmReset(second, NEW, CLIENT));
    }

    @Test
    void unknown_address_gets_nothing_and_no_mailbox_is_flooded() throws Exception {
        fixture.register("ada");
        passwords.requestReset(new Email("nobody@example.org"), CLIENT);
        for (int i = 0; i < 10; i++) {
            passwords.requestReset(ADA, CLIENT);
        }
        for (int i = 0; i < 3; i++) {
            assertThat(next(Notice.PasswordReset.class).to()).isEqualTo(ADA);
        }
        assertThat(notices.poll(200, TimeUnit.MILLISECONDS)).isNull();
        fixture.clock.advance(Duration.ofMinutes(5));
        passwords.requestReset(ADA, CLIENT);
        assertThat(next(Notice.PasswordReset.class).to()).isEqualTo(ADA);
    }

    @Test
    void reset_opens_a_locked_account_to_its_owner() throws Exception {
        fixture.register("ada");
        for (int i = 0; i < 5; i++) {
            ClientInfo attacker = new ClientInfo("x", "10.0.0." + i);
            assertRefused(ErrorCode.BAD_CREDENTIALS, () -> accounts.login(ADA, "guess", attacker));
        }
        assertRefused(ErrorCode.RATE_LIMITED, () -> accounts.login(ADA, PASSWORD, CLIENT));
        passwords.confirmReset(resetToken(), NEW, CLIENT);
        assertThat(accounts.login(ADA, NEW, CLIENT)).isNotNull();
    }

    @Test
    void verification_link_marks_the_address_once() throws Exception {
        Principal ada = fixture.person("ada");
        passwords.requestVerification(ada);
        String link = next(Notice.EmailVerification.class).link();
        String token = link.substring(link.indexOf("#verify=") + "#verify=".length());
        assertRefused(ErrorCode.INVALID_TOKEN, () -> passwords.confirmReset(token, NEW, CLIENT));
        passwords.verifyEmail(token, CLIENT);
        assertRefused(ErrorCode.INVALID_TOKEN, () -> passwords.verifyEmail(token, CLIENT));
    }
}
