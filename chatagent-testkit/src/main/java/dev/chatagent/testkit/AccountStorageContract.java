package dev.chatagent.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.account.ApiKey;
import dev.chatagent.account.ApiKeyRepository;
import dev.chatagent.account.ClientInfo;
import dev.chatagent.account.Credential;
import dev.chatagent.account.Email;
import dev.chatagent.account.KnownDeviceRepository;
import dev.chatagent.account.Login;
import dev.chatagent.account.LoginFailureRepository;
import dev.chatagent.account.LoginFailures;
import dev.chatagent.account.LoginRepository;
import dev.chatagent.account.OneTimeToken;
import dev.chatagent.account.OneTimeTokenRepository;
import dev.chatagent.account.RefreshToken;
import dev.chatagent.account.SecondFactor;
import dev.chatagent.account.SecondFactorRepository;
import dev.chatagent.account.User;
import dev.chatagent.account.UserRepository;
import dev.chatagent.account.UserRepository.ListPosition;
import dev.chatagent.audit.AuditEntry;
import dev.chatagent.audit.AuditRepository;
import dev.chatagent.auth.Permission;
import dev.chatagent.auth.SigningKeyRecord;
import dev.chatagent.auth.SigningKeyRepository;
import dev.chatagent.id.LoginId;
import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;
import dev.chatagent.storage.Storage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.assertj.core.api.AbstractBooleanAssert;
import org.assertj.core.api.AbstractIntegerAssert;
import org.assertj.core.api.ListAssert;
import org.assertj.core.api.OptionalAssert;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link Storage} keeps to where accounts are concerned. A backend's test extends this and opens an empty storage. */
public abstract class AccountStorageContract {
    private static final Instant T = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final String ODD = "'; DROP TABLE users; -- \" \\ % _ ü 😀";
    private static final TenantId OTHER = new TenantId("other");

    private @Nullable Storage opened;
    private final UserId owner = new UserId(UUID.randomUUID());
    private final UserId stranger = new UserId(UUID.randomUUID());

    /** An empty storage, not started. */
    protected abstract Storage create() throws Exception;

    @BeforeEach
    void open() throws Exception {
        Storage storage = create();
        storage.start();
        opened = storage;
        write(UserRepository.class, users -> users.insert(user(owner, "owner@example.org", TenantId.DEFAULT, T), "h1"));
        write(UserRepository.class, users -> users.insert(user(stranger, "owner@example.org", OTHER, T), "h2"));
    }

    /**
     * What becomes of a case's storage after it; it is closed. A backend where opening one takes long may keep it for the next case,
     * which must find it empty.
     */
    protected void release(Storage storage) throws Exception {
        storage.close();
    }

    @AfterEach
    void close() throws Exception {
        release(storage());
    }

    private Storage storage() {
        if (opened == null) {
            throw new IllegalStateException("not open");
        }
        return opened;
    }

    private <R, T> T write(Class<R> type, Function<R, T> step) {
        return storage().write(unit -> step.apply(unit.get(type)));
    }

    private <R> void change(Class<R> type, java.util.function.Consumer<R> step) {
        storage().write(unit -> {
            step.accept(unit.get(type));
            return true;
        });
    }

    private <R, T> T read(Class<R> type, Function<R, T> step) {
        return storage().read(unit -> step.apply(unit.get(type)));
    }

    private static User user(UserId id, String email, TenantId tenant, Instant created) {
        return new User(id, email, ODD, List.of("user"), tenant, created);
    }

    // AssertJ's assertThat cannot tell a generic result from a predicate; these can.
    private <R> AbstractBooleanAssert<?> flag(Class<R> type, Function<R, Boolean> step) {
        return assertThat((boolean) write(type, step));
    }

    private <R> AbstractIntegerAssert<?> count(Class<R> type, Function<R, Integer> step) {
        return assertThat((int) write(type, step));
    }

    private <R, T> OptionalAssert<T> optional(Class<R> type, Function<R, Optional<T>> step) {
        return assertThat(read(type, step));
    }

    private <R, T> ListAssert<T> list(Class<R> type, Function<R, List<T>> step) {
        return assertThat(read(type, step));
    }

    private Credential credential(UserId id) {
        return read(UserRepository.class, users -> users.credential(id)).orElseThrow();
    }

    @Test
    void bans_roles_and_verification_change_only_in_the_own_tenant() {
        assertThat(credential(owner)).isEqualTo(new Credential(credential(owner).user(), "h1", false, false));
        flag(UserRepository.class, u -> u.updateBanned(OTHER, owner, true)).isFalse();
        flag(UserRepository.class, u -> u.updateRoles(OTHER, owner, List.of("admin")))
                .isFalse();
        flag(UserRepository.class, u -> u.updateBanned(TenantId.DEFAULT, owner, true))
                .isTrue();
        flag(UserRepository.class, u -> u.updateRoles(TenantId.DEFAULT, owner, List.of("a", "b")))
                .isTrue();
        flag(UserRepository.class, u -> u.markEmailVerified(owner)).isTrue();
        assertThat(credential(owner).banned()).isTrue();
        assertThat(credential(owner).emailVerified()).isTrue();
        assertThat(credential(owner).user().roles()).containsExactly("a", "b");
        assertThat(credential(stranger).banned()).isFalse();
    }

    @Test
    void people_with_a_role_are_counted_by_tenant_without_the_banned() {
        change(UserRepository.class, u -> u.updateRoles(TenantId.DEFAULT, owner, List.of("user", "admin")));
        count(UserRepository.class, u -> u.countWithRole(TenantId.DEFAULT, "admin"))
                .isEqualTo(1);
        count(UserRepository.class, u -> u.countWithRole(TenantId.DEFAULT, "adm"))
                .isZero();
        count(UserRepository.class, u -> u.countWithRole(TenantId.DEFAULT, "Admin"))
                .isZero();
        count(UserRepository.class, u -> u.countWithRole(OTHER, "admin")).isZero();
        change(UserRepository.class, u -> u.updateBanned(TenantId.DEFAULT, owner, true));
        count(UserRepository.class, u -> u.countWithRole(TenantId.DEFAULT, "admin"))
                .isZero();
    }

    @Test
    void list_of_people_is_paged_without_gap_or_double_though_times_are_equal() {
        for (int i = 0; i < 11; i++) {
            User user = user(new UserId(UUID.randomUUID()), "P" + i + "@example.org", TenantId.DEFAULT, T);
            change(UserRepository.class, users -> users.insert(user, "h"));
        }
        List<UserId> seen = new ArrayList<>();
        Optional<ListPosition> after = Optional.empty();
        while (true) {
            Optional<ListPosition> from = after;
            List<Credential> page = read(UserRepository.class, users -> users.list(TenantId.DEFAULT, "", from, 4));
            if (page.isEmpty()) {
                break;
            }
            page.forEach(item -> seen.add(item.user().id()));
            User last = page.get(page.size() - 1).user();
            after = Optional.of(new ListPosition(last.createdAt(), last.id()));
        }
        assertThat(seen).hasSize(12).doesNotHaveDuplicates().doesNotContain(stranger);
    }

    @Test
    void search_takes_every_character_for_itself() {
        list(UserRepository.class, u -> u.list(TenantId.DEFAULT, "OWNER@", Optional.empty(), 9))
                .hasSize(1);
        list(UserRepository.class, u -> u.list(TenantId.DEFAULT, "% _", Optional.empty(), 9))
                .hasSize(1);
        list(UserRepository.class, u -> u.list(TenantId.DEFAULT, "o%r", Optional.empty(), 9))
                .isEmpty();
        list(UserRepository.class, u -> u.list(TenantId.DEFAULT, "' OR '1'='1", Optional.empty(), 9))
                .isEmpty();
    }

    @Test
    void search_finds_letters_of_any_script_whatever_their_case() {
        change(UserRepository.class, u -> u.updateDisplayName(owner, "Ærø ÇELİK"));
        for (String search : List.of("ærØ", "ærø çel", "ÆRØ", "İK")) {
            list(UserRepository.class, u -> u.list(TenantId.DEFAULT, search, Optional.empty(), 9))
                    .as(search)
                    .hasSize(1);
        }
    }

    private LoginId login(UserId user, Instant used) {
        LoginId id = new LoginId(UUID.randomUUID());
        Login login =
                new Login(id, user, TenantId.DEFAULT, new ClientInfo(ODD, "::1"), T, used, T.plusSeconds(100), null);
        change(LoginRepository.class, logins -> logins.insert(login));
        return id;
    }

    @Test
    void live_logins_are_the_owners_last_used_first() {
        LoginId older = login(owner, T);
        LoginId newer = login(owner, T.plusSeconds(1));
        LoginId ended = login(owner, T);
        login(stranger, T);
        flag(LoginRepository.class, logins -> logins.revoke(owner, ended, T)).isTrue();
        list(LoginRepository.class, logins -> logins.live(owner, T))
                .extracting(Login::id)
                .containsExactly(newer, older);
        list(LoginRepository.class, logins -> logins.live(owner, T.plusSeconds(100)))
                .isEmpty();
    }

    @Test
    void revocations_are_told_from_their_time_on() {
        LoginId id = login(owner, T);
        LoginId key = apiKey(owner, "hash").id();
        change(LoginRepository.class, logins -> logins.revoke(owner, id, T.plusSeconds(5)));
        change(ApiKeyRepository.class, keys -> keys.revoke(owner, key, T.plusSeconds(5)));
        list(LoginRepository.class, logins -> logins.revokedSince(T.plusSeconds(5)))
                .containsExactly(id);
        list(LoginRepository.class, logins -> logins.revokedSince(T.plusSeconds(6)))
                .isEmpty();
        list(ApiKeyRepository.class, keys -> keys.revokedSince(T.plusSeconds(5)))
                .containsExactly(key);
        list(ApiKeyRepository.class, keys -> keys.revokedSince(T.plusSeconds(6)))
                .isEmpty();
    }

    private ApiKey apiKey(UserId user, String hash) {
        ApiKey key = new ApiKey(
                new LoginId(UUID.randomUUID()),
                user,
                TenantId.DEFAULT,
                ODD,
                "cak_abc",
                Set.of(Permission.CHAT, Permission.ACCOUNT_SELF),
                T,
                T.plusSeconds(100),
                null,
                null);
        change(ApiKeyRepository.class, keys -> keys.insert(key, hash));
        return key;
    }

    @Test
    void api_keys_are_found_by_hash_touched_revoked_and_pruned() {
        ApiKey key = apiKey(owner, "hash");
        optional(ApiKeyRepository.class, keys -> keys.findByHash("hash")).contains(key);
        optional(ApiKeyRepository.class, keys -> keys.findByHash("HASH")).isEmpty();
        change(ApiKeyRepository.class, keys -> keys.touch(stranger, key.id(), T));
        list(ApiKeyRepository.class, keys -> keys.list(owner)).containsExactly(key);
        change(ApiKeyRepository.class, keys -> keys.touch(owner, key.id(), T));
        assertThat(read(ApiKeyRepository.class, keys -> keys.list(owner)).get(0).lastUsedAt())
                .isEqualTo(T);
        flag(ApiKeyRepository.class, keys -> keys.revoke(stranger, key.id(), T)).isFalse();
        flag(ApiKeyRepository.class, keys -> keys.revoke(owner, key.id(), T)).isTrue();
        flag(ApiKeyRepository.class, keys -> keys.revoke(owner, key.id(), T)).isFalse();
        list(ApiKeyRepository.class, keys -> keys.list(owner)).isEmpty();
        count(ApiKeyRepository.class, keys -> keys.prune(T)).isZero();
        count(ApiKeyRepository.class, keys -> keys.prune(T.plusSeconds(1))).isEqualTo(1);
        apiKey(owner, "another");
        count(ApiKeyRepository.class, keys -> keys.prune(T.plusSeconds(100))).isZero();
        count(ApiKeyRepository.class, keys -> keys.prune(T.plusSeconds(101))).isEqualTo(1);
    }

    @Test
    void deletion_takes_the_owners_rows_and_nobody_elses() {
        LoginId mine = login(owner, T);
        LoginId theirs = login(stranger, T);
        change(
                LoginRepository.class,
                logins -> logins.insertToken(new RefreshToken("r", owner, mine, T.plusSeconds(9), null)));
        apiKey(owner, "mine");
        apiKey(stranger, "theirs");
        OneTimeToken token = new OneTimeToken(OneTimeToken.Purpose.PASSWORD_RESET, "t", owner, null, T.plusSeconds(9));
        change(OneTimeTokenRepository.class, tokens -> tokens.insert(token));
        change(LoginRepository.class, logins -> logins.deleteAll(owner, T));
        change(ApiKeyRepository.class, keys -> keys.deleteAll(owner, T));
        change(OneTimeTokenRepository.class, tokens -> tokens.deleteAll(owner));
        flag(UserRepository.class, users -> users.delete(owner)).isTrue();
        flag(UserRepository.class, users -> users.delete(owner)).isFalse();
        optional(UserRepository.class, users -> users.find(owner)).isEmpty();
        optional(UserRepository.class, users -> users.findByEmail(TenantId.DEFAULT, new Email("owner@example.org")))
                .isEmpty();
        optional(LoginRepository.class, logins -> logins.find(owner, mine)).isEmpty();
        optional(LoginRepository.class, logins -> logins.findToken("r")).isEmpty();
        optional(LoginRepository.class, logins -> logins.find(stranger, theirs)).isPresent();
        optional(ApiKeyRepository.class, keys -> keys.findByHash("mine")).isEmpty();
        optional(ApiKeyRepository.class, keys -> keys.findByHash("theirs")).isPresent();
        optional(OneTimeTokenRepository.class, tokens -> tokens.find(token.purpose(), "t", T))
                .isEmpty();
    }

    @Test
    void what_is_deleted_with_its_account_is_told_like_a_revocation_for_a_day() {
        LoginId login = login(owner, T);
        LoginId kept = login(stranger, T);
        ApiKey key = apiKey(owner, "mine");
        change(LoginRepository.class, logins -> logins.deleteAll(owner, T));
        change(ApiKeyRepository.class, keys -> keys.deleteAll(owner, T));
        assertThat(ended(T)).contains(login, key.id()).doesNotContain(kept);
        assertThat(ended(T.plusNanos(1_000))).doesNotContain(login, key.id());
        change(LoginRepository.class, logins -> logins.deleteAll(stranger, T.plus(Duration.ofDays(2))));
        assertThat(ended(T)).contains(kept).doesNotContain(login);
    }

    private List<LoginId> ended(Instant since) {
        List<LoginId> ended = new ArrayList<>(read(LoginRepository.class, logins -> logins.revokedSince(since)));
        ended.addAll(read(ApiKeyRepository.class, keys -> keys.revokedSince(since)));
        return ended;
    }

    @Test
    void second_factor_steps_only_go_up_and_recovery_codes_are_taken_once() {
        Class<SecondFactorRepository> type = SecondFactorRepository.class;
        change(type, factors -> factors.put(owner, new SecondFactor("sealed", false, 0)));
        flag(type, factors -> factors.advance(owner, 7)).isTrue();
        flag(type, factors -> factors.advance(owner, 7)).isFalse();
        flag(type, factors -> factors.advance(stranger, 8)).isFalse();
        change(type, factors -> factors.confirm(owner));
        optional(type, factors -> factors.find(owner)).contains(new SecondFactor("sealed", true, 7));
        change(type, factors -> factors.putRecoveryCodes(owner, List.of("a", "b")));
        flag(type, factors -> factors.takeRecoveryCode(stranger, "a")).isFalse();
        flag(type, factors -> factors.takeRecoveryCode(owner, "a")).isTrue();
        flag(type, factors -> factors.takeRecoveryCode(owner, "a")).isFalse();
        count(type, factors -> factors.recoveryCodes(owner)).isEqualTo(1);
        change(type, factors -> factors.put(owner, new SecondFactor("other", false, 0)));
        optional(type, factors -> factors.find(owner)).contains(new SecondFactor("other", false, 0));
        flag(type, factors -> factors.delete(owner)).isTrue();
        flag(type, factors -> factors.delete(owner)).isFalse();
        count(type, factors -> factors.recoveryCodes(owner)).isZero();
    }

    @Test
    void failures_are_replaced_deleted_and_pruned() {
        Class<LoginFailureRepository> type = LoginFailureRepository.class;
        LoginFailures failures = new LoginFailures("key", 1, T, T);
        change(type, f -> f.put(failures));
        change(type, f -> f.put(new LoginFailures("key", 2, T, T.plusSeconds(30))));
        optional(type, f -> f.find("key")).contains(new LoginFailures("key", 2, T, T.plusSeconds(30)));
        count(type, f -> f.prune(T)).isZero();
        count(type, f -> f.prune(T.plusMillis(1))).isEqualTo(1);
        change(type, f -> f.put(failures));
        change(type, f -> f.delete("key"));
        optional(type, f -> f.find("key")).isEmpty();
    }

    @Test
    void login_through_which_somebody_else_acts_is_found_by_them_until_it_ends() {
        Class<LoginRepository> type = LoginRepository.class;
        LoginId id = new LoginId(UUID.randomUUID());
        Login login = new Login(
                id, owner, TenantId.DEFAULT, new ClientInfo("d", "a"), T, T, T.plusSeconds(60), null, stranger);
        change(type, logins -> logins.insert(login));
        optional(type, logins -> logins.find(owner, id)).contains(login);
        list(type, logins -> logins.impersonations(stranger, T)).containsExactly(login);
        list(type, logins -> logins.impersonations(owner, T)).isEmpty();
        list(type, logins -> logins.impersonations(stranger, T.plusSeconds(60))).isEmpty();
        change(type, logins -> logins.revoke(owner, id, T));
        list(type, logins -> logins.impersonations(stranger, T)).isEmpty();
    }

    @Test
    void devices_that_end_first_make_room() {
        Class<KnownDeviceRepository> type = KnownDeviceRepository.class;
        for (int i = 0; i < 4; i++) {
            String hash = "room" + i;
            Instant end = T.plusSeconds(10 + i);
            change(type, devices -> devices.insert(owner, hash, end));
        }
        change(type, devices -> devices.insert(stranger, "others", T.plusSeconds(1)));
        change(type, devices -> devices.trim(owner, 2));
        flag(type, devices -> devices.known(owner, "room1", T)).isFalse();
        flag(type, devices -> devices.known(owner, "room2", T)).isTrue();
        flag(type, devices -> devices.known(owner, "room3", T)).isTrue();
        flag(type, devices -> devices.known(stranger, "others", T)).isTrue();
    }

    @Test
    void device_is_known_to_its_owner_until_it_expires_or_is_forgotten() {
        Class<KnownDeviceRepository> type = KnownDeviceRepository.class;
        change(type, devices -> devices.insert(owner, "d", T.plusSeconds(1)));
        flag(type, devices -> devices.known(owner, "d", T)).isTrue();
        flag(type, devices -> devices.known(stranger, "d", T)).isFalse();
        flag(type, devices -> devices.known(owner, "d", T.plusSeconds(1))).isFalse();
        count(type, devices -> devices.prune(T.plusSeconds(1))).isEqualTo(1);
        change(type, devices -> devices.insert(owner, "e", T.plusSeconds(1)));
        change(type, devices -> devices.deleteAll(owner));
        flag(type, devices -> devices.known(owner, "e", T)).isFalse();
    }

    @Test
    void one_time_token_is_looked_at_without_taking_it_and_cleared_by_owner() {
        Class<OneTimeTokenRepository> type = OneTimeTokenRepository.class;
        OneTimeToken.Purpose reset = OneTimeToken.Purpose.PASSWORD_RESET;
        OneTimeToken token = new OneTimeToken(reset, "t", owner, null, T.plusSeconds(1));
        change(type, tokens -> tokens.insert(token));
        optional(type, tokens -> tokens.find(reset, "t", T)).contains(token);
        optional(type, tokens -> tokens.find(OneTimeToken.Purpose.SETUP, "t", T))
                .isEmpty();
        optional(type, tokens -> tokens.find(reset, "t", T.plusSeconds(1))).isEmpty();
        change(type, tokens -> tokens.clear(reset, stranger));
        change(type, tokens -> tokens.clear(OneTimeToken.Purpose.EMAIL_VERIFICATION, owner));
        optional(type, tokens -> tokens.find(reset, "t", T)).contains(token);
        change(type, tokens -> tokens.clear(reset, owner));
        optional(type, tokens -> tokens.find(reset, "t", T)).isEmpty();
    }

    @Test
    void signing_keys_come_newest_first_and_retire() {
        Class<SigningKeyRepository> type = SigningKeyRepository.class;
        Instant never = Instant.parse("9999-01-01T00:00:00Z");
        change(type, keys -> keys.insert(new SigningKeyRecord("a", "HS256", "s", T, never)));
        change(type, keys -> keys.insert(new SigningKeyRecord("b", "HS256", "s", T.plusSeconds(1), never)));
        list(type, SigningKeyRepository::all).extracting(SigningKeyRecord::id).containsExactly("b", "a");
        change(type, keys -> keys.retireOthers("b", T.plusSeconds(9)));
        change(type, keys -> keys.retireOthers("b", T.plusSeconds(99)));
        assertThat(read(type, SigningKeyRepository::all).get(1))
                .isEqualTo(new SigningKeyRecord("a", "HS256", "s", T, T.plusSeconds(9)));
        count(type, keys -> keys.prune(T.plusSeconds(8))).isZero();
        count(type, keys -> keys.prune(T.plusSeconds(9))).isEqualTo(1);
        list(type, SigningKeyRepository::all).hasSize(1);
    }

    @Test
    void audit_rows_are_paged_by_tenant_and_scanned_in_order() {
        Class<AuditRepository> type = AuditRepository.class;
        optional(type, AuditRepository::last).isEmpty();
        List<AuditEntry> rows = IntStream.rangeClosed(1, 7)
                .mapToObj(no -> new AuditEntry(
                        no,
                        T.plusMillis(no),
                        "authn_logout",
                        no % 2 == 0 ? OTHER : TenantId.DEFAULT,
                        no == 1 ? null : owner,
                        no == 2 ? null : stranger,
                        "::1",
                        "{}",
                        "hash" + no))
                .toList();
        rows.forEach(row -> change(type, audit -> audit.append(row)));
        optional(type, AuditRepository::last).contains(rows.get(6));
        list(type, audit -> audit.scan(2, 3)).isEqualTo(rows.subList(2, 5));
        list(type, audit -> audit.page(TenantId.DEFAULT, Long.MAX_VALUE, 2)).containsExactly(rows.get(6), rows.get(4));
        list(type, audit -> audit.page(TenantId.DEFAULT, 5, 9)).containsExactly(rows.get(2), rows.get(0));
        optional(type, audit -> audit.lastBefore(T.plusMillis(3))).contains(rows.get(1));
        optional(type, audit -> audit.lastBefore(T.plusMillis(1))).isEmpty();
        count(type, audit -> audit.prune(3)).isEqualTo(3);
        list(type, audit -> audit.scan(0, 9)).isEqualTo(rows.subList(3, 7));
    }
}
