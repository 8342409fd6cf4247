package dev.chatagent.testkit.runtime;

import static dev.chatagent.testkit.runtime.Fixture.assertRefused;

import dev.chatagent.account.TokenPair;
import dev.chatagent.auth.OpaqueAccessTokens;
import dev.chatagent.auth.Permission;
import dev.chatagent.auth.Principal;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.id.LoginId;
import dev.chatagent.testkit.TestClock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two runtimes that share a storage, as two nodes share a database. */
class TwoNodesTest {
    private final TestClock clock = TestClock.create();
    private final OpaqueAccessTokens tokens = new OpaqueAccessTokens(clock);
    private final Fixture here = new Fixture(builder -> builder.clock(clock).accessTokens(tokens));
    private final Fixture there =
            new Fixture(builder -> builder.clock(clock).accessTokens(tokens).storage(here.storage));

    @AfterEach
    void close() {
        there.close();
        here.close();
    }

    @Test
    void what_one_node_revokes_the_other_refuses_and_tells_its_connections() {
        TokenPair pair = here.register("ada");
        Principal ada = here.runtime.authenticator().authenticate(pair.accessToken());
        String key = here.runtime
                .apiKeys()
                .create(ada, "ci", Set.of(Permission.CHAT), Duration.ofDays(1))
                .secret();
        LoginId keyId = there.runtime.authenticator().authenticate(key).login();
        there.runtime.authenticator().authenticate(pair.accessToken());
        CountDownLatch told = new CountDownLatch(2);
        there.runtime.authenticator().onRevoked(login -> {
            if (login.equals(ada.login()) || login.equals(keyId)) {
                told.countDown();
            }
        });
        here.runtime.apiKeys().revoke(ada, keyId);
        here.runtime.accounts().logout(ada);
        Fixture.await(told);
        assertRefused(
                ErrorCode.INVALID_TOKEN, () -> there.runtime.authenticator().authenticate(pair.accessToken()));
        assertRefused(
                ErrorCode.INVALID_TOKEN, () -> there.runtime.authenticator().authenticate(key));
    }

    @Test
    void failures_are_counted_together() {
        here.register("ada");
        for (int i = 0; i < 5; i++) {
            Fixture node = i % 2 == 0 ? here : there;
            assertRefused(ErrorCode.BAD_CREDENTIALS, () -> node.loginWith("ada", "guess"));
        }
        assertRefused(ErrorCode.RATE_LIMITED, () -> there.login("ada"));
    }
}
