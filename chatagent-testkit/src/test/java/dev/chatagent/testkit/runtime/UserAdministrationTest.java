package dev.chatagent.testkit.runtime;

import static dev.chatagent.testkit.runtime.Fixture.CLIENT;
import static dev.chatagent.testkit.runtime.Fixture.PASSWORD;
import static dev.chatagent.testkit.runtime.Fixture.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.account.AccessGrant;
import dev.chatagent.account.AccountSummary;
import dev.chatagent.account.Accounts;
import dev.chatagent.account.ApiKeys;
import dev.chatagent.account.ClientInfo;
import dev.chatagent.account.Email;
import dev.chatagent.account.Notice;
import dev.chatagent.account.Registration;
import dev.chatagent.account.TokenPair;
import dev.chatagent.account.UserAdministration;
import dev.chatagent.audit.Alert;
import dev.chatagent.audit.AuditEntry;
import dev.chatagent.auth.Permission;
import dev.chatagent.auth.Principal;
import dev.chatagent.auth.Role;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UserAdministrationTest {
    private static final Role SUPPORT =
            new Role("support", Set.of(Permission.ACCOUNT_SELF, Permission.USERS_ADMIN, Permission.CHAT));

    private final BlockingQueue<Alert> alerts = new LinkedBlockingQueue<>();
    private final BlockingQueue<Notice> notices = new LinkedBlockingQueue<>();
    private final Fixture fixture =
            new Fixture(builder -> builder.role(SUPPORT).alerts(alerts::add).notifier(notices::add));
    private final Accounts accounts = fixture.runtime.accounts();
    private final UserAdministration users = fixture.runtime.users();
    private final Principal root = authenticate(
            accounts.setUp(accounts.setupToken().orElseThrow(), Fixture.registration("root@example.org"), CLIENT));

    @AfterEach
    void close() {
        fixture.close();
    }

    private Principal authenticate(TokenPair pair) {
        return fixture.runtime.authenticator().authenticate(pair.accessToken());
    }

    private void assertDead(String accessToken) {
        assertRefused(
                ErrorCode.INVALID_TOKEN, () -> fixture.runtime.authenticator().authenticate(accessToken));
    }

    private List<String> events() {
        return fixture.runtime.audit().page(root, Optional.empty(), 200).stream()
                .map(AuditEntry::event)
                .toList();
    }

    @Test
    void ban_ends_logins_and_keys_until_it_is_lifted() throws Exception {
        TokenPair ada = fixture.register("ada");
        ApiKeys.Created key =
                fixture.runtime.apiKeys().create(authenticate(ada), "ci", Set.of(Permission.CHAT), Duration.ofDays(1));
        fixture.runtime.authenticator().authenticate(key.secret());
        assertThat(users.ban(root, ada.user().id()).banned()).isTrue();
        assertDead(ada.accessToken());
        assertDead(key.secret());
        assertRefused(ErrorCode.INVALID_TOKEN, () -> accounts.refresh(ada.refreshToken()));
        assertRefused(ErrorCode.BANNED, () -> fixture.login("ada"));
        assertRefused(ErrorCode.BAD_CREDENTIALS, () -> accounts.login(new Email("ada@example.org"), "wrong", CLIENT));
        users.unban(root, ada.user().id());
        assertThat(fixture.login("ada")).isNotNull();
        assertDead(key.secret());
        Alert alert = Objects.requireNonNull(alerts.poll(Fixture.PATIENCE_SECONDS, TimeUnit.SECONDS));
        assertThat(alert.kind()).isEqualTo(Alert.Kind.ADMIN_CHANGE);
        assertThat(events()).contains("user_banned", "user_unbanned");
    }

    @Test
    void new_roles_work_after_the_next_login_and_the_old_token_is_dead() {
        TokenPair ada = fixture.register("ada");
        users.updateRoles(root, ada.user().id(), List.of("user", "support"));
        assertDead(ada.accessToken());
        assertThat(authenticate(fixture.login("ada")).permissions()).contains(Permission.USERS_ADMIN);
        assertRefused(
                ErrorCode.INVALID_REQUEST,
                () -> users.updateRoles(root, ada.user().id(), List.of("emperor")));
    }

    @Test
    void nobody_gives_or_takes_power_beyond_their_own() {
        UserId id = fixture.register("sam").user().id();
        users.updateRoles(root, id, List.of("support"));
        Principal sam = authenticate(fixture.login("sam"));
        UserId bob = fixture.register("bob").user().id();
        assertRefused(ErrorCode.FORBIDDEN, () -> users.updateRoles(sam, bob, List.of("admin")));
        assertRefused(ErrorCode.FORBIDDEN, () -> users.updateRoles(sam, root.user(), List.of("user")));
        assertRefused(ErrorCode.FORBIDDEN, () -> users.ban(sam, root.user()));
        assertRefused(ErrorCode.FORBIDDEN, () -> users.signOut(sam, root.user()));
        assertRefused(ErrorCode.FORBIDDEN, () -> users.impersonate(sam, bob, CLIENT));
        assertThat(users.ban(sam, bob).banned()).isTrue();
    }

    @Test
    void last_administrator_stays() {
        assertRefused(ErrorCode.CONFLICT, () -> users.updateRoles(root, root.user(), List.of("user")));
        assertRefused(ErrorCode.CONFLICT, () -> users.ban(root, root.user()));
        UserId ada = fixture.register("ada").user().id();
        users.updateRoles(root, ada, List.of("user", "admin"));
        users.updateRoles(root, root.user(), List.of("user"));
        assertRefused(ErrorCode.CONFLICT, () -> users.ban(authenticate(fixture.login("ada")), ada));
    }

    @Test
    void ordinary_people_administer_nobody() {
        Principal ada = fixture.person("ada");
        assertRefused(ErrorCode.FORBIDDEN, () -> users.list(ada, "", Optional.empty(), 10));
        assertRefused(ErrorCode.FORBIDDEN, () -> users.get(ada, root.user()));
        assertRefused(ErrorCode.FORBIDDEN, () -> users.ban(ada, root.user()));
        assertRefused(ErrorCode.FORBIDDEN, () -> users.impersonate(ada, root.user(), CLIENT));
        assertRefused(ErrorCode.FORBIDDEN, () -> users.rotateKeys(ada));
        assertRefused(ErrorCode.FORBIDDEN, () -> fixture.runtime.audit().page(ada, Optional.empty(), 10));
    }

    @Test
    void impersonation_is_short_on_the_record_and_secures_nothing() {
        UserId ada = fixture.register("ada").user().id();
        AccessGrant grant = users.impersonate(root, ada, CLIENT);
        Principal acting = fixture.runtime.authenticator().authenticate(grant.accessToken());
        assertThat(acting.user()).isEqualTo(ada);
        assertThat(acting.actor()).isEqualTo(root.user());
        assertThat(fixture.chat(acting)).isNotNull();
        assertRefused(
                ErrorCode.FORBIDDEN,
                () -> fixture.runtime.passwords().change(acting, PASSWORD, PASSWORD + "x", CLIENT));
        assertRefused(ErrorCode.FORBIDDEN, () -> fixture.runtime.secondFactors().enroll(acting, PASSWORD));
        assertRefused(
                ErrorCode.FORBIDDEN,
                () -> fixture.runtime.apiKeys().create(acting, "x", Set.of(Permission.CHAT), Duration.ofDays(1)));
        AuditEntry entry =
                fixture.runtime.audit().page(root, Optional.empty(), 1).get(0);
        assertThat(entry.event()).isEqualTo("authn_impersonation");
        assertThat(entry.actor()).isEqualTo(root.user());
        assertThat(entry.subject()).isEqualTo(ada);
        fixture.clock.advance(Duration.ofMinutes(5));
        assertDead(grant.accessToken());
    }

    @Test
    void impersonation_ends_with_the_power_that_began_it() {
        UserId ada = fixture.register("ada").user().id();
        UserId second = fixture.register("second").user().id();
        users.updateRoles(root, second, List.of("user", "admin"));
        String banned = users.impersonate(authenticate(fixture.login("second")), ada, CLIENT)
                .accessToken();
        users.ban(root, second);
        assertDead(banned);
        String own = users.impersonate(root, ada, CLIENT).accessToken();
        accounts.logout(root);
        assertDead(own);
    }

    /** It would stand for the person themselves; who acts for them connects with the token. */
    @Test
    void whoever_acts_as_somebody_gets_no_ticket() {
        UserId ada = fixture.register("ada").user().id();
        Principal acting = fixture.runtime
                .authenticator()
                .authenticate(users.impersonate(root, ada, CLIENT).accessToken());
        assertRefused(ErrorCode.FORBIDDEN, () -> accounts.webSocketTicket(acting));
    }

    @Test
    void nobody_acts_as_somebody_with_power_over_others() {
        UserId sam = fixture.register("sam").user().id();
        users.updateRoles(root, sam, List.of("support"));
        assertRefused(ErrorCode.FORBIDDEN, () -> users.impersonate(root, sam, CLIENT));
        assertRefused(ErrorCode.FORBIDDEN, () -> users.impersonate(root, root.user(), CLIENT));
    }

    @Test
    void impersonation_is_seen_by_its_person_and_sends_nobody_away() {
        Principal ada = fixture.person("ada");
        String token = users.impersonate(root, ada.user(), new ClientInfo("root's laptop", "192.0.2.1"))
                .accessToken();
        Principal acting = fixture.runtime.authenticator().authenticate(token);
        assertThat(fixture.runtime.sessions().list(ada)).anySatisfy(login -> {
            assertThat(login.id()).isEqualTo(acting.login());
            assertThat(login.client().device()).isEqualTo("An administrator");
            assertThat(login.client().address()).isEmpty();
        });
        assertRefused(ErrorCode.FORBIDDEN, () -> fixture.runtime.sessions().end(acting, ada.login()));
        assertRefused(ErrorCode.FORBIDDEN, () -> fixture.runtime.sessions().endOthers(acting));
        assertRefused(ErrorCode.FORBIDDEN, () -> fixture.runtime.sessions().endAll(acting));
        accounts.updateDisplayName(acting, "Renamed");
        assertThat(fixture.runtime.audit().page(root, Optional.empty(), 1).get(0))
                .satisfies(entry -> assertThat(entry.actor()).isEqualTo(root.user()))
                .satisfies(entry -> assertThat(entry.event()).isEqualTo("user_updated"));
        fixture.runtime.sessions().end(ada, acting.login());
        assertDead(token);
    }

    /** It would outlive the key, and could do in person what no key may. */
    @Test
    void api_key_makes_ordinary_accounts_and_no_powerful_ones() {
        Principal key = fixture.runtime
                .authenticator()
                .authenticate(fixture.runtime
                        .apiKeys()
                        .create(root, "ci", Set.of(Permission.values()), Duration.ofDays(1))
                        .secret());
        Optional<String> password = Optional.of(PASSWORD);
        assertRefused(
                ErrorCode.FORBIDDEN,
                () -> users.create(key, new Email("evil@example.org"), "", password, List.of("admin")));
        assertThat(users.create(key, new Email("new@example.org"), "", password, List.of("user", "user"))
                        .user()
                        .roles())
                .containsExactly("user");
        assertRefused(ErrorCode.FORBIDDEN, () -> accounts.webSocketTicket(key));
        assertRefused(ErrorCode.FORBIDDEN, () -> accounts.logout(key));
    }

    @Test
    void account_made_without_a_password_gets_a_link_to_set_one() throws Exception {
        AccountSummary made =
                users.create(root, new Email("new@example.org"), "New", Optional.empty(), List.of("user"));
        Notice notice = Objects.requireNonNull(notices.poll(Fixture.PATIENCE_SECONDS, TimeUnit.SECONDS));
        String link = ((Notice.PasswordReset) notice).link();
        fixture.runtime.passwords().confirmReset(link.substring(link.indexOf('=') + 1), PASSWORD, CLIENT);
        assertThat(fixture.login("new").user().id()).isEqualTo(made.user().id());
        assertRefused(
                ErrorCode.EMAIL_TAKEN,
                () -> users.create(root, new Email("NEW@example.org"), "", Optional.empty(), List.of("user")));
    }

    @Test
    void list_is_paged_and_searched() {
        for (int i = 0; i < 7; i++) {
            fixture.register("person" + i);
        }
        List<String> seen = new ArrayList<>();
        UserAdministration.Page page = users.list(root, "PERSON", Optional.empty(), 3);
        while (true) {
            page.items().forEach(item -> seen.add(item.user().email()));
            if (page.next() == null) {
                break;
            }
            page = users.list(root, "PERSON", Optional.of(page.next()), 3);
        }
        assertThat(seen).hasSize(7).doesNotHaveDuplicates();
        assertThat(users.list(root, "%", Optional.empty(), 3).items()).isEmpty();
    }

    @Test
    void tenants_are_worlds_apart() {
        ClientInfo elsewhere = new ClientInfo("test", "127.0.0.1", new TenantId("other"), null);
        TokenPair ada = fixture.register("ada");
        TokenPair twin =
                accounts.register(new Registration(new Email("ada@example.org"), PASSWORD + "!", ""), elsewhere);
        assertThat(twin.user().id()).isNotEqualTo(ada.user().id());
        assertRefused(
                ErrorCode.BAD_CREDENTIALS, () -> accounts.login(new Email("ada@example.org"), PASSWORD, elsewhere));
        assertThat(users.list(root, "", Optional.empty(), 200).items())
                .noneMatch(item -> item.user().id().equals(twin.user().id()));
        UserId foreign = twin.user().id();
        assertRefused(ErrorCode.NOT_FOUND, () -> users.get(root, foreign));
        assertRefused(ErrorCode.NOT_FOUND, () -> users.ban(root, foreign));
        assertRefused(ErrorCode.NOT_FOUND, () -> users.updateRoles(root, foreign, List.of("user")));
        assertRefused(ErrorCode.NOT_FOUND, () -> users.signOut(root, foreign));
        assertRefused(ErrorCode.NOT_FOUND, () -> users.impersonate(root, foreign, CLIENT));
        assertThat(fixture.runtime.audit().page(root, Optional.empty(), 200))
                .allMatch(entry -> entry.tenant().equals(TenantId.DEFAULT));
    }

    @Test
    void audit_chain_is_whole_and_any_change_breaks_it() {
        fixture.register("ada");
        users.ban(root, fixture.register("bob").user().id());
        assertThat(fixture.runtime.audit().verify(root).intact()).isTrue();
        assertThat(fixture.runtime.audit().verify(root).entries()).isGreaterThanOrEqualTo(4);
    }
}
