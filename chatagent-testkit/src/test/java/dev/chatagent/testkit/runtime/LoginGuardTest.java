package dev.chatagent.testkit.runtime;

import static dev.chatagent.testkit.runtime.Fixture.PASSWORD;
import static dev.chatagent.testkit.runtime.Fixture.assertRefused;
import static dev.chatagent.testkit.runtime.Fixture.atOnce;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.chatagent.account.Accounts;
import dev.chatagent.account.ClientInfo;
import dev.chatagent.account.Email;
import dev.chatagent.account.TokenPair;
import dev.chatagent.audit.Alert;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.id.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoginGuardTest {
    private static final Email ADA = new Email("ada@example.org");
    /** Waits after the fifth failure and each one more. */
    private static final List<Integer> SCHEDULE = List.of(30, 60, 120, 240, 480, 900, 900);

    private final BlockingQueue<Alert> alerts = new LinkedBlockingQueue<>();
    private final Fixture fixture = new Fixture(builder -> builder.alerts(alerts::add));
    private final Accounts accounts = fixture.runtime.accounts();

    @AfterEach
    void close() {
        fixture.close();
    }

    private static ClientInfo from(int number) {
        return new ClientInfo("test", "10." + number / 65_536 + "." + number / 256 % 256 + "." + number % 256);
    }

    private void fail(Email email, ClientInfo client) {
        assertRefused(ErrorCode.BAD_CREDENTIALS, () -> accounts.login(email, "not the password", client));
    }

    private Duration assertBlocked(Email email, String password, ClientInfo client) {
        ChatAgentException refusal =
                catchThrowableOfType(ChatAgentException.class, () -> accounts.login(email, password, client));
        assertThat(refusal.code()).isEqualTo(ErrorCode.RATE_LIMITED);
        return refusal.retryAfter().orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ada@example.org", "nobody@example.org"})
    void waits_follow_the_schedule_to_the_second_for_any_address(String address) throws Exception {
        fixture.register("ada");
        Email email = new Email(address);
        for (int i = 0; i < 4; i++) {
            fail(email, from(i));
        }
        int attacker = 10;
        for (int seconds : SCHEDULE) {
            fail(email, from(attacker++));
            assertThat(assertBlocked(email, PASSWORD, from(attacker++))).isEqualTo(Duration.ofSeconds(seconds));
            fixture.clock.advance(Duration.ofSeconds(seconds).minusMillis(1));
            assertBlocked(email, PASSWORD, from(attacker++));
            fixture.clock.advance(Duration.ofMillis(1));
        }
        Alert alert = Objects.requireNonNull(alerts.poll(Fixture.PATIENCE_SECONDS, TimeUnit.SECONDS));
        assertThat(alert.kind()).isEqualTo(Alert.Kind.LOCKOUT);
    }

    @Test
    void success_forgets_the_failures_of_the_account() {
        fixture.register("ada");
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 4; i++) {
                fail(ADA, Fixture.CLIENT);
            }
            assertThat(accounts.login(ADA, PASSWORD, Fixture.CLIENT)).isNotNull();
        }
    }

    @Test
    void known_device_gets_in_while_a_thousand_addresses_attack_and_a_new_one_after_the_wait() {
        String device = Objects.requireNonNull(fixture.register("ada").deviceToken());
        int refused = 0;
        for (int i = 0; i < 1_000; i++) {
            ClientInfo attacker = from(i);
            ChatAgentException refusal =
                    catchThrowableOfType(ChatAgentException.class, () -> accounts.login(ADA, "guess", attacker));
            refused += refusal.code() == ErrorCode.RATE_LIMITED ? 1 : 0;
        }
        assertThat(refused).isEqualTo(995);
        ClientInfo known = new ClientInfo("phone", "192.0.2.1", TenantId.DEFAULT, device);
        TokenPair pair = accounts.login(ADA, PASSWORD, known);
        assertThat(pair.deviceToken()).isNull();
        ClientInfo other = new ClientInfo("laptop", "192.0.2.2");
        fixture.clock.advance(assertBlocked(ADA, PASSWORD, other));
        assertThat(accounts.login(ADA, PASSWORD, other)).isNotNull();
    }

    @Test
    void known_device_has_a_limit_of_its_own_and_is_nobody_elses() {
        String device = Objects.requireNonNull(fixture.register("ada").deviceToken());
        fixture.register("eve");
        ClientInfo known = new ClientInfo("phone", "192.0.2.1", TenantId.DEFAULT, device);
        for (int i = 0; i < 5; i++) {
            fail(ADA, known);
        }
        assertThat(assertBlocked(ADA, PASSWORD, known)).isEqualTo(Duration.ofSeconds(30));
        for (int i = 0; i < 5; i++) {
            fail(new Email("eve@example.org"), known);
        }
        assertBlocked(new Email("eve@example.org"), PASSWORD, new ClientInfo("x", "192.0.2.3"));
    }

    @Test
    void one_address_that_tries_many_accounts_has_to_wait() {
        for (int i = 0; i < 50; i++) {
            fail(new Email("person" + i + "@example.org"), Fixture.CLIENT);
        }
        assertThat(assertBlocked(new Email("another@example.org"), PASSWORD, Fixture.CLIENT))
                .isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void parallel_guesses_gain_nothing() throws Exception {
        fixture.register("ada");
        AtomicInteger number = new AtomicInteger();
        AtomicInteger looked = new AtomicInteger();
        List<Optional<TokenPair>> results = atOnce(30, () -> {
            try {
                return accounts.login(ADA, "guess", from(number.incrementAndGet()));
            } catch (ChatAgentException e) {
                looked.addAndGet(e.code() == ErrorCode.BAD_CREDENTIALS ? 1 : 0);
                throw e;
            }
        });
        assertThat(results).allMatch(Optional::isEmpty);
        assertThat(looked).hasValue(5);
    }
}
