package dev.chatagent.account;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.chatagent.auth.AccessClaims;
import dev.chatagent.auth.AccessTokens;
import dev.chatagent.auth.Principal;
import dev.chatagent.auth.RandomToken;
import dev.chatagent.auth.Roles;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.id.LoginId;
import dev.chatagent.id.UserId;
import dev.chatagent.storage.Storage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Turns credentials into a {@link Principal}. A token that was verified is remembered until it expires or its login is
 * revoked, so most requests cost one map look-up. Thread-safe.
 */
public final class Authenticator {
    private static final int MAX_REMEMBERED = 100_000;

    private final Storage storage;
    private final AccessTokens accessTokens;
    private final Roles roles;
    private final Clock clock;
    private final Duration accessLifetime;
    private final Cache<String, Principal> verified =
            Caffeine.newBuilder().maximumSize(MAX_REMEMBERED).build();
    private final Cache<LoginId, Boolean> revoked;
    private final List<Consumer<LoginId>> revocationListeners = new CopyOnWriteArrayList<>();

    /** Wired by the runtime. */
    public Authenticator(
            Storage storage, AccessTokens accessTokens, Roles roles, Clock clock, Duration accessLifetime) {
        this.storage = storage;
        this.accessTokens = accessTokens;
        this.roles = roles;
        this.clock = clock;
        this.accessLifetime = accessLifetime;
        this.revoked = Caffeine.newBuilder().expireAfterWrite(accessLifetime).build();
    }

    /**
     * The caller behind an access token.
     *
     * @throws ChatAgentException INVALID_TOKEN for anything but a live token of a live login
     */
    public Principal authenticate(String accessToken) {
        Principal known = verified.getIfPresent(accessToken);
        if (known != null && clock.instant().isBefore(known.expiresAt())) {
            return known;
        }
        Principal principal = verify(accessToken);
        verified.put(accessToken, principal);
        if (revoked.getIfPresent(principal.login()) != null) {
            verified.invalidate(accessToken);
            throw invalidToken();
        }
        return principal;
    }

    private Principal verify(String accessToken) {
        AccessClaims claims = accessTokens.verify(accessToken).orElseThrow(Authenticator::invalidToken);
        requireLive(claims.user(), claims.login());
        return new Principal(
                claims.user(), claims.tenant(), claims.login(), roles.permissions(claims.roles()), claims.expiresAt());
    }

    private Login requireLive(UserId user, LoginId login) {
        return storage.read(unit -> unit.get(LoginRepository.class).find(user, login))
                .filter(found -> found.live(clock.instant()))
                .orElseThrow(Authenticator::invalidToken);
    }

    /**
     * The caller behind a WebSocket ticket, which is used up by this. Lasts as long as an access token would.
     *
     * @throws ChatAgentException INVALID_TOKEN
     */
    public Principal redeemTicket(String ticket) {
        Instant now = clock.instant();
        OneTimeToken token = storage.write(unit -> unit.get(OneTimeTokenRepository.class)
                        .take(OneTimeToken.Purpose.WS_TICKET, new RandomToken(ticket).hash(), now))
                .orElseThrow(Authenticator::invalidToken);
        UserId user = Objects.requireNonNull(token.user(), "a ticket has a user");
        Login login = requireLive(user, Objects.requireNonNull(token.login(), "a ticket has a login"));
        User account = storage.read(unit -> unit.get(UserRepository.class).find(user))
                .orElseThrow(Authenticator::invalidToken);
        return new Principal(
                user, login.tenant(), login.id(), roles.permissions(account.roles()), now.plus(accessLifetime));
    }

    /**
     * Whether credentials that were good still are: not expired, and their login not revoked. Whoever keeps a principal asks
     * once after it began to listen with {@link #onRevoked}; a revocation is then met by one or the other.
     */
    public boolean live(Principal principal) {
        return clock.instant().isBefore(principal.expiresAt()) && revoked.getIfPresent(principal.login()) == null;
    }

    /**
     * Calls the listener for every login that is revoked, on the revoking thread; quick and not throwing.
     *
     * @return stops the calls; may be run more than once
     */
    public Runnable onRevoked(Consumer<LoginId> listener) {
        revocationListeners.add(listener);
        return () -> revocationListeners.remove(listener);
    }

    /**
     * Forgets everything about the login. The mark is set before the memory is cleared: a request that verifies meanwhile
     * meets one or the other.
     */
    void revoked(LoginId login) {
        revoked.put(login, true);
        verified.asMap().values().removeIf(principal -> principal.login().equals(login));
        revocationListeners.forEach(listener -> listener.accept(login));
    }

    private static ChatAgentException invalidToken() {
        return new ChatAgentException(
                ErrorCode.INVALID_TOKEN, "The access token is not valid or has expired. Log in again.");
    }
}
