package dev.chatagent.account;

import dev.chatagent.auth.AccessClaims;
import dev.chatagent.auth.AccessTokens;
import dev.chatagent.auth.RandomToken;
import dev.chatagent.id.IdGenerator;
import dev.chatagent.id.LoginId;
import dev.chatagent.storage.UnitOfWork;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;

/** Opens logins and gives out their token pairs, inside the caller's unit of work. */
final class LoginIssuer {
    private final AccessTokens accessTokens;
    private final Clock clock;
    private final IdGenerator ids;
    private final Duration accessLifetime;
    private final Duration refreshLifetime;

    LoginIssuer(
            AccessTokens accessTokens,
            Clock clock,
            IdGenerator ids,
            Duration accessLifetime,
            Duration refreshLifetime) {
        this.accessTokens = accessTokens;
        this.clock = clock;
        this.ids = ids;
        this.accessLifetime = accessLifetime;
        this.refreshLifetime = refreshLifetime;
    }

    /** A new login, i.e. a new family of refresh tokens. */
    TokenPair open(UnitOfWork unit, User user, ClientInfo client) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        LoginId id = new LoginId(ids.next());
        Login login = new Login(id, user.id(), user.tenant(), client, now, now, now.plus(refreshLifetime), null);
        unit.get(LoginRepository.class).insert(login);
        return issue(unit, user, id, now);
    }

    /** Another pair of a login that goes on. */
    TokenPair extend(UnitOfWork unit, User user, LoginId login) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        unit.get(LoginRepository.class).touch(user.id(), login, now, now.plus(refreshLifetime));
        return issue(unit, user, login, now);
    }

    private TokenPair issue(UnitOfWork unit, User user, LoginId login, Instant now) {
        RandomToken refresh = RandomToken.create();
        unit.get(LoginRepository.class)
                .insertToken(new RefreshToken(refresh.hash(), user.id(), login, now.plus(refreshLifetime), null));
        Instant accessEnd = now.plus(accessLifetime).truncatedTo(ChronoUnit.SECONDS);
        String access = accessTokens.issue(
                new AccessClaims(user.id(), user.tenant(), login, Set.copyOf(user.roles()), accessEnd));
        return new TokenPair(user, access, accessLifetime, refresh.text(), refreshLifetime);
    }
}
