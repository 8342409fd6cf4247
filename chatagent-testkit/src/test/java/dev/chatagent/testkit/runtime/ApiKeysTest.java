package dev.chatagent.testkit.runtime;

import static dev.chatagent.testkit.runtime.Fixture.CLIENT;
import static dev.chatagent.testkit.runtime.Fixture.PASSWORD;
import static dev.chatagent.testkit.runtime.Fixture.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.account.ApiKey;
import dev.chatagent.account.ApiKeys;
import dev.chatagent.auth.Permission;
import dev.chatagent.auth.Principal;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.id.LoginId;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ApiKeysTest {
    private static final Duration DAY = Duration.ofDays(1);

    private final Fixture fixture = new Fixture();
    private final ApiKeys keys = fixture.runtime.apiKeys();
    private final Principal ada = fixture.person("ada");

    @AfterEach
    void close() {
        fixture.close();
    }

    private Principal authenticate(ApiKeys.Created created) {
        return fixture.runtime.authenticator().authenticate(created.secret());
    }

    @Test
    void key_acts_for_its_owner_within_its_scopes() {
        ApiKeys.Created created = keys.create(ada, "ci", Set.of(Permission.CHAT), DAY);
        Principal machine = authenticate(created);
        assertThat(machine.user()).isEqualTo(ada.user());
        assertThat(machine.permissions()).containsExactly(Permission.CHAT);
        assertThat(fixture.chat(machine)).isNotNull();
        assertRefused(ErrorCode.FORBIDDEN, () -> fixture.runtime.accounts().profile(machine));
    }

    @Test
    void key_cannot_change_how_the_account_is_secured() {
        Principal machine = authenticate(keys.create(ada, "all", Set.of(Permission.ACCOUNT_SELF), DAY));
        assertRefused(ErrorCode.FORBIDDEN, () -> keys.create(machine, "more", Set.of(Permission.ACCOUNT_SELF), DAY));
        assertRefused(
                ErrorCode.FORBIDDEN,
                () -> fixture.runtime.passwords().change(machine, PASSWORD, PASSWORD + "x", CLIENT));
    }

    @Test
    void scope_beyond_the_owners_permissions_is_refused() {
        assertRefused(ErrorCode.FORBIDDEN, () -> keys.create(ada, "x", Set.of(Permission.USERS_ADMIN), DAY));
        assertRefused(ErrorCode.INVALID_REQUEST, () -> keys.create(ada, "x", Set.of(), DAY));
        assertRefused(ErrorCode.INVALID_REQUEST, () -> keys.create(ada, "x", Set.of(Permission.CHAT), Duration.ZERO));
    }

    @Test
    void revoked_and_expired_keys_are_refused_at_the_next_call() {
        ApiKeys.Created revoked = keys.create(ada, "a", Set.of(Permission.CHAT), DAY);
        ApiKeys.Created expired = keys.create(ada, "b", Set.of(Permission.CHAT), Duration.ofMinutes(1));
        authenticate(revoked);
        authenticate(expired);
        keys.revoke(ada, revoked.key().id());
        assertRefused(ErrorCode.INVALID_TOKEN, () -> authenticate(revoked));
        fixture.clock.advance(Duration.ofMinutes(1));
        assertRefused(ErrorCode.INVALID_TOKEN, () -> authenticate(expired));
        assertThat(keys.list(ada)).extracting(ApiKey::name).containsExactly("b");
    }

    @Test
    void keys_of_others_do_not_exist() {
        Principal eve = fixture.person("eve");
        LoginId id = keys.create(ada, "a", Set.of(Permission.CHAT), DAY).key().id();
        assertRefused(ErrorCode.NOT_FOUND, () -> keys.revoke(eve, id));
        assertRefused(ErrorCode.NOT_FOUND, () -> keys.revoke(ada, new LoginId(UUID.randomUUID())));
        assertThat(keys.list(eve)).isEmpty();
    }

    @Test
    void use_is_noted_and_guesses_are_refused() {
        ApiKeys.Created created = keys.create(ada, "a", Set.of(Permission.CHAT), DAY);
        assertThat(keys.list(ada).get(0).lastUsedAt()).isNull();
        authenticate(created);
        assertThat(keys.list(ada).get(0).lastUsedAt()).isEqualTo(fixture.clock.instant());
        for (String guess :
                List.of("cak_", "cak_x", created.secret() + "x", created.key().hint())) {
            assertRefused(
                    ErrorCode.INVALID_TOKEN,
                    () -> fixture.runtime.authenticator().authenticate(guess));
        }
        assertThat(created.toString()).doesNotContain(created.secret());
    }
}
