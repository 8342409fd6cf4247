package dev.chatagent.account;

import dev.chatagent.auth.AccessClaims;
import dev.chatagent.auth.RandomToken;
import dev.chatagent.config.Settings;
import dev.chatagent.id.LoginId;
import dev.chatagent.id.UserId;
import dev.chatagent.storage.UnitOfWork;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Opens logins and gives out their token pairs, inside the caller's unit of work. */
final class LoginIssuer {
    private static final Duration DEVICE_LIFETIME = Duration.ofDays(365);
    /** A program that logs in again and again and keeps nothing must not fill the database. */
    private static final int MAX_DEVICES = 50;

    private static final Duration IMPERSONATION_LIFETIME = Duration.ofMinutes(5);

    private final AccountParts parts;
    private final Duration accessLifetime;
    private final Duration refreshLifetime;

    LoginIssuer(AccountParts parts) {
        this.parts = parts;
        this.accessLifetime = parts.get(Settings.ACCESS_TOKEN_LIFETIME);
        this.refreshLifetime = parts.get(Settings.REFRESH_TOKEN_LIFETIME);
    }

    /** A new login, i.e. a new family of refresh tokens. */
    TokenPair open(UnitOfWork unit, User user, ClientInfo client) {
        Instant now = now();
        LoginId id = insert(unit, user, client, now.plus(refreshLifetime), null);
        String device = remember(unit, user, client, now);
        TokenPair pair = issue(unit, user, id, now);
        return device == null ? pair : pair.with(device);
    }

    private LoginId insert(UnitOfWork unit, User user, ClientInfo client, Instant end, @Nullable UserId actor) {
        Instant now = now();
        LoginId id = new LoginId(parts.ids().next());
        unit.get(LoginRepository.class)
                .insert(new Login(id, user.id(), user.tenant(), client, now, now, end, null, actor));
        return id;
    }

    /** A secret by which the device is known next time, unless it has one. */
    private @Nullable String remember(UnitOfWork unit, User user, ClientInfo client, Instant now) {
        KnownDeviceRepository devices = unit.get(KnownDeviceRepository.class);
        String sent = client.deviceToken();
        if (sent != null && devices.known(user.id(), new RandomToken(sent).hash(), now)) {
            return null;
        }
        RandomToken token = RandomToken.create();
        devices.insert(user.id(), token.hash(), now.plus(DEVICE_LIFETIME));
        devices.trim(user.id(), MAX_DEVICES);
        return token.text();
    }

    /** Another pair of a login that goes on. */
    TokenPair extend(UnitOfWork unit, User user, LoginId login) {
        Instant now = now();
        unit.get(LoginRepository.class).touch(user.id(), login, now, now.plus(refreshLifetime));
        return issue(unit, user, login, now);
    }

    /**
     * Access for an administrator as the user: short, and with nothing to renew it. Its owner sees it among their logins, and
     * not from where the administrator came.
     */
    AccessGrant impersonate(UnitOfWork unit, User user, UserId actor) {
        Instant end = now().plus(IMPERSONATION_LIFETIME);
        ClientInfo client = new ClientInfo("An administrator", "", user.tenant(), null);
        LoginId login = insert(unit, user, client, end, actor);
        return new AccessGrant(user, access(user, login, end, actor), IMPERSONATION_LIFETIME);
    }

    private TokenPair issue(UnitOfWork unit, User user, LoginId login, Instant now) {
        RandomToken refresh = RandomToken.create();
        unit.get(LoginRepository.class)
                .insertToken(new RefreshToken(refresh.hash(), user.id(), login, now.plus(refreshLifetime), null));
        String access = access(user, login, now.plus(accessLifetime), user.id());
        return new TokenPair(user, access, accessLifetime, refresh.text(), refreshLifetime, null);
    }

    private String access(User user, LoginId login, Instant end, UserId actor) {
        return parts.accessTokens()
                .issue(new AccessClaims(
                        user.id(),
                        user.tenant(),
                        login,
                        Set.copyOf(user.roles()),
                        end.truncatedTo(ChronoUnit.SECONDS),
                        actor));
    }

    private Instant now() {
        return parts.clock().instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
