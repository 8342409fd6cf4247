package dev.chatagent.testkit.runtime;

import static dev.chatagent.testkit.runtime.Fixture.CLIENT;
import static dev.chatagent.testkit.runtime.Fixture.PASSWORD;
import static dev.chatagent.testkit.runtime.Fixture.assertRefused;
import static dev.chatagent.testkit.runtime.Fixture.atOnce;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.account.Accounts;
import dev.chatagent.account.Email;
import dev.chatagent.account.SecondFactors;
import dev.chatagent.account.TokenPair;
import dev.chatagent.auth.Principal;
import dev.chatagent.error.ErrorCode;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SecondFactorsTest {
    private static final Email ADA = new Email("ada@example.org");
    private static final Duration STEP = Duration.ofSeconds(30);

    private final Fixture fixture = new Fixture();
    private final Accounts accounts = fixture.runtime.accounts();
    private final SecondFactors factors = fixture.runtime.secondFactors();
    private Principal ada;
    private byte[] secret;
    private List<String> recovery;

    @BeforeEach
    void enroll() throws Exception {
        ada = fixture.person("ada");
        SecondFactors.Enrollment enrollment = factors.enroll(ada, PASSWORD);
        assertThat(enrollment.uri()).startsWith("otpauth://totp/").contains("secret=" + enrollment.secret());
        secret = fromBase32(enrollment.secret());
        assertThat(accounts.login(ADA, PASSWORD, CLIENT))
                .as("not confirmed yet")
                .isNotNull();
        assertRefused(ErrorCode.BAD_SECOND_FACTOR, () -> factors.confirm(ada, "000000"));
        recovery = factors.confirm(ada, app());
        fixture.clock.advance(STEP);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    /** An authenticator app, written from RFC 6238 and nothing of ours. */
    private String app() throws Exception {
        return app(0);
    }

    private String app(int steps) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(secret, "RAW"));
        long counter = fixture.clock.instant().getEpochSecond() / 30 + steps;
        byte[] hash = mac.doFinal(ByteBuffer.allocate(8).putLong(counter).array());
        int at = hash[19] & 15;
        int number = ((hash[at] & 127) << 24)
                | ((hash[at + 1] & 255) << 16)
                | ((hash[at + 2] & 255) << 8)
                | (hash[at + 3] & 255);
        return String.format(Locale.ROOT, "%06d", number % 1_000_000);
    }

    private static byte[] fromBase32(String text) {
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        StringBuilder bits = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            bits.append(String.format("%5s", Integer.toBinaryString(alphabet.indexOf(text.charAt(i))))
                    .replace(' ', '0'));
        }
        byte[] bytes = new byte[bits.length() / 8];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Integer.parseInt(bits.substring(8 * i, 8 * i + 8), 2);
        }
        return bytes;
    }

    private TokenPair login(String code) {
        return accounts.login(ADA, PASSWORD, code, CLIENT);
    }

    @Test
    void login_needs_a_code_and_says_so_only_after_the_password() {
        assertRefused(ErrorCode.SECOND_FACTOR_REQUIRED, () -> accounts.login(ADA, PASSWORD, CLIENT));
        assertRefused(ErrorCode.BAD_CREDENTIALS, () -> accounts.login(ADA, "wrong", CLIENT));
        assertRefused(ErrorCode.BAD_SECOND_FACTOR, () -> login("12345"));
    }

    /** A thief who has the session and the password must not try a million codes. */
    @Test
    void guessing_the_code_to_remove_the_factor_has_to_wait() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertRefused(ErrorCode.BAD_SECOND_FACTOR, () -> factors.remove(ada, PASSWORD, "12345"));
        }
        String right = app();
        assertRefused(ErrorCode.RATE_LIMITED, () -> factors.remove(ada, PASSWORD, right));
    }

    /** The owner's other logins are not the thief's. */
    @Test
    void wrong_passwords_in_one_session_do_not_lock_out_another() throws Exception {
        Principal thief =
                fixture.runtime.authenticator().authenticate(login(app()).accessToken());
        for (int i = 0; i < 5; i++) {
            assertRefused(ErrorCode.BAD_CREDENTIALS, () -> factors.remove(thief, "wrong", "12345"));
        }
        fixture.clock.advance(STEP);
        assertRefused(ErrorCode.BAD_CREDENTIALS, () -> factors.remove(thief, "wrong", "12345")); // now a minute
        fixture.clock.advance(STEP);
        String right = app();
        assertRefused(ErrorCode.RATE_LIMITED, () -> factors.remove(thief, PASSWORD, right));
        factors.remove(ada, PASSWORD, right);
        assertThat(factors.status(ada).enabled()).isFalse();
    }

    @Test
    void short_password_is_not_left_alone() throws Exception {
        String brief = "zT7kkw0Q";
        TokenPair pair = fixture.runtime.passwords().change(ada, PASSWORD, brief, CLIENT);
        Principal again = fixture.runtime.authenticator().authenticate(pair.accessToken());
        String code = app();
        assertRefused(ErrorCode.WEAK_PASSWORD, () -> factors.remove(again, brief, code));
        assertThat(factors.status(again).enabled()).isTrue();
    }

    @Test
    void code_works_once() throws Exception {
        String code = app();
        assertThat(login(code)).isNotNull();
        assertRefused(ErrorCode.BAD_SECOND_FACTOR, () -> login(code));
        fixture.clock.advance(STEP);
        assertThat(login(app())).isNotNull();
    }

    @Test
    void of_twenty_uses_of_one_code_at_once_one_works() throws Exception {
        String code = app();
        List<Optional<TokenPair>> results = atOnce(20, () -> login(code));
        assertThat(results.stream().filter(Optional::isPresent)).hasSize(1);
    }

    @Test
    void phone_may_be_one_step_off_and_no_more() throws Exception {
        assertRefused(ErrorCode.BAD_SECOND_FACTOR, () -> login(app(2)));
        assertThat(login(app(1))).isNotNull();
        fixture.clock.advance(STEP.multipliedBy(4));
        assertRefused(ErrorCode.BAD_SECOND_FACTOR, () -> login(app(-2)));
        assertThat(login(app(-1))).isNotNull();
    }

    @Test
    void each_recovery_code_works_once_however_it_is_typed() {
        assertThat(recovery).hasSize(10).doesNotHaveDuplicates();
        assertThat(login(recovery.get(0).toLowerCase(Locale.ROOT).replace("-", " ")))
                .isNotNull();
        assertRefused(ErrorCode.BAD_SECOND_FACTOR, () -> login(recovery.get(0)));
        assertThat(login(recovery.get(1))).isNotNull();
        assertThat(factors.status(ada)).isEqualTo(new SecondFactors.Status(true, 8));
    }

    @Test
    void guessing_codes_is_slowed_down_like_guessing_passwords() throws Exception {
        for (int i = 0; i < 5; i++) {
            int guess = i;
            assertRefused(ErrorCode.BAD_SECOND_FACTOR, () -> login("00000" + guess + "x"));
        }
        String right = app();
        assertRefused(ErrorCode.RATE_LIMITED, () -> login(right));
    }

    @Test
    void removal_needs_password_and_code() throws Exception {
        String code = app();
        assertRefused(ErrorCode.BAD_CREDENTIALS, () -> factors.remove(ada, "wrong", code));
        assertRefused(ErrorCode.BAD_SECOND_FACTOR, () -> factors.remove(ada, PASSWORD, "111111"));
        factors.remove(ada, PASSWORD, code);
        assertThat(accounts.login(ADA, PASSWORD, CLIENT)).isNotNull();
        assertRefused(ErrorCode.CONFLICT, () -> factors.confirm(ada, "111111"));
    }
}
