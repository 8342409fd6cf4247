package dev.chatagent.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.account.ClientInfo;
import dev.chatagent.account.Email;
import dev.chatagent.account.Login;
import dev.chatagent.account.LoginRepository;
import dev.chatagent.account.OneTimeToken;
import dev.chatagent.account.OneTimeTokenRepository;
import dev.chatagent.account.RefreshToken;
import dev.chatagent.account.User;
import dev.chatagent.account.UserRepository;
import dev.chatagent.id.LoginId;
import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every storage keeps to about accounts. */
abstract class AccountRowsContract extends StorageFixture {
    @Test
    void a_user_is_found_as_stored() {
        optional(read(UserRepository.class, users -> users.find(owner))).contains(user(owner, "Owner@Example.org"));
    }

    @Test
    void an_address_is_one_account_whatever_its_case() {
        User twin = user(new UserId(UUID.randomUUID()), "OWNER@example.ORG");
        flag(write(UserRepository.class, users -> users.insert(twin, "hash"))).isFalse();
        assertThat(read(
                                UserRepository.class,
                                users -> users.findByEmail(TenantId.DEFAULT, new Email("oWner@example.org")))
                        .orElseThrow()
                        .user()
                        .id())
                .isEqualTo(owner);
    }

    @Test
    void a_unit_sees_all_that_it_wrote() {
        User first = user(new UserId(UUID.randomUUID()), "First@example.org");
        User second = user(new UserId(UUID.randomUUID()), "Second@example.org");
        User twin = user(new UserId(UUID.randomUUID()), "Second@example.org");
        write(UserRepository.class, users -> {
            flag(users.insert(first, "hash")).isTrue();
            optional(users.find(second.id())).isEmpty();
            flag(users.insert(second, "hash")).isTrue();
            optional(users.find(second.id())).contains(second);
            flag(users.insert(twin, "hash")).isFalse();
            return true;
        });
    }

    @Test
    void of_many_inserting_one_address_at_once_one_wins() throws Exception {
        List<Boolean> won = atOnce(
                20,
                () -> write(
                        UserRepository.class,
                        users -> users.insert(user(new UserId(UUID.randomUUID()), "New@example.org"), "hash")));
        assertThat(won).containsOnlyOnce(true);
    }

    @Test
    void roles_are_matched_as_a_whole() {
        User admin = new User(
                new UserId(UUID.randomUUID()), "a@example.org", "A", List.of("user", "admin"), TenantId.DEFAULT, T);
        flag(read(UserRepository.class, users -> users.anyWithRole("admin"))).isFalse();
        write(UserRepository.class, users -> users.insert(admin, "hash"));
        flag(read(UserRepository.class, users -> users.anyWithRole("admin"))).isTrue();
        flag(read(UserRepository.class, users -> users.anyWithRole("adm"))).isFalse();
    }

    @Test
    void a_login_lives_until_it_is_revoked_and_only_its_owner_sees_it() {
        LoginId id = new LoginId(UUID.randomUUID());
        Login login =
                new Login(id, owner, TenantId.DEFAULT, new ClientInfo("d", "127.0.0.1"), T, T, T.plusSeconds(60), null);
        write(LoginRepository.class, logins -> {
            logins.insert(login);
            return true;
        });
        optional(read(LoginRepository.class, logins -> logins.find(owner, id))).contains(login);
        optional(read(LoginRepository.class, logins -> logins.find(stranger, id)))
                .isEmpty();
        flag(write(LoginRepository.class, logins -> logins.revoke(stranger, id, T)))
                .isFalse();
        flag(write(LoginRepository.class, logins -> logins.revoke(owner, id, T)))
                .isTrue();
        flag(write(LoginRepository.class, logins -> logins.revoke(owner, id, T)))
                .isFalse();
    }

    @Test
    void the_first_use_of_a_refresh_token_is_kept() {
        LoginId id = new LoginId(UUID.randomUUID());
        write(LoginRepository.class, logins -> {
            logins.insert(
                    new Login(id, owner, TenantId.DEFAULT, new ClientInfo("d", "a"), T, T, T.plusSeconds(60), null));
            logins.insertToken(new RefreshToken("h", owner, id, T.plusSeconds(60), null));
            logins.markUsed("h", T.plusSeconds(1));
            logins.markUsed("h", T.plusSeconds(9));
            return true;
        });
        optional(read(LoginRepository.class, logins -> logins.findToken("h")))
                .contains(new RefreshToken("h", owner, id, T.plusSeconds(60), T.plusSeconds(1)));
        count(write(LoginRepository.class, logins -> logins.prune(T.plusSeconds(61))))
                .isEqualTo(2);
    }

    @Test
    void of_many_taking_a_one_time_token_at_once_one_wins() throws Exception {
        write(OneTimeTokenRepository.class, tokens -> {
            tokens.insert(new OneTimeToken(OneTimeToken.Purpose.SETUP, "h", null, null, T));
            return true;
        });
        optional(write(OneTimeTokenRepository.class, tokens -> tokens.take(OneTimeToken.Purpose.SETUP, "h", T)))
                .isEmpty();
        List<Boolean> won = atOnce(20, () -> write(
                        OneTimeTokenRepository.class,
                        tokens -> tokens.take(OneTimeToken.Purpose.SETUP, "h", T.minusSeconds(1)))
                .isPresent());
        assertThat(won).containsOnlyOnce(true);
    }
}
