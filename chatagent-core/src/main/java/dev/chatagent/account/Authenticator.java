package dev.chatagent.account;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.chatagent.auth.AccessClaims;
import dev.chatagent.auth.Permission;
import dev.chatagent.auth.Principal;
import dev.chatagent.auth.RandomToken;
import dev.chatagent.auth.Roles;
import dev.chatagent.config.Settings;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.id.LoginId;
import dev.chatagent.id.UserId;
import dev.chatagent.storage.Storage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Turns credentials into a {@link Principal}. A token that was verified is remembered until it expires or its login is
 * revoked, so most requests cost one map look-up; that its login lives is remembered for a minute, so the next token of the same
 * login costs no read either. Thread-safe.
 */
public final class Authenticator {
    private static final int MAX_REMEMBERED = 100_000;

    /** How long a login that was read may be taken to live, if nobody says otherwise. */
    private static final Duration LOGIN_REMEMBERED = Duration.ofMinutes(1);

    /** How far back a node looks for revocations of others: longer than clocks differ and commits take. */
    private static final Duration LOOK_BACK = Duration.ofMinutes(2);

    /** How often an API key's use is written down. */
    private static final Duration TOUCH_INTERVAL = Duration.ofMinutes(1);

    private final AccountParts parts;
    private final Storage storage;
    private final Roles roles;
    private final Clock clock;
    private final Duration accessLifetime;
    private final Cache<String, Principal> verified = remembering().build();
    private final Cache<LoginId, Login> live =
            remembering().expireAfterWrite(LOGIN_REMEMBERED).build();
    private final Cache<LoginId, Boolean> revoked;
    private final List<Consumer<LoginId>> revocationListeners = new CopyOnWriteArrayList<>();
    private volatile Instant learned;

    Authenticator(AccountParts parts) {
        this.parts = parts;
        this.storage = parts.storage();
        this.roles = parts.roles();
        this.clock = parts.clock();
        this.accessLifetime = parts.get(Settings.ACCESS_TOKEN_LIFETIME);
        this.learned = clock.instant();
        this.revoked = Caffeine.newBuilder()
                .expireAfterWrite(accessLifetime.plus(LOOK_BACK))
                .build();
    }

    /** Tidied up by whoever adds to it: waking another thread for that costs more than the work. */
    private static Caffeine<Object, Object> remembering() {
        return Caffeine.newBuilder().maximumSize(MAX_REMEMBERED).executor(Runnable::run);
    }

    /**
     * The caller behind an access token or an API key.
     *
     * @throws ChatAgentException INVALID_TOKEN for anything but a live token of a live login, or a live key
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
            live.invalidate(principal.login());
            throw invalidToken();
        }
        return principal;
    }

    private Principal verify(String credentials) {
        if (credentials.startsWith(ApiKeys.PREFIX)) {
            return verifyKey(credentials);
        }
        AccessClaims claims = parts.accessTokens().verify(credentials).orElseThrow(Authenticator::invalidToken);
        requireRemembered(claims.user(), claims.login());
        return new Principal(
                claims.user(),
                claims.tenant(),
                claims.login(),
                roles.permissions(claims.roles()),
                claims.expiresAt(),
                claims.actor(),
                claims.actor().equals(claims.user()) ? Principal.Means.LOGIN : Principal.Means.IMPERSONATION);
    }

    /** A key's permissions are worked out anew at least as often as a token's. */
    private Principal verifyKey(String secret) {
        Instant now = clock.instant();
        String hash = new RandomToken(secret).hash();
        ApiKey key = storage.read(unit -> unit.get(ApiKeyRepository.class).findByHash(hash))
                .filter(found -> found.live(now))
                .orElseThrow(Authenticator::invalidToken);
        Credential owner = storage.read(unit -> unit.get(UserRepository.class).credential(key.user()))
                .filter(credential -> !credential.banned())
                .orElseThrow(Authenticator::invalidToken);
        Instant lastUsed = key.lastUsedAt();
        if (lastUsed == null || now.isAfter(lastUsed.plus(TOUCH_INTERVAL))) {
            storage.write(unit -> {
                unit.get(ApiKeyRepository.class).touch(key.user(), key.id(), now);
                return true;
            });
        }
        Set<Permission> permissions =
                new HashSet<>(roles.permissions(owner.user().roles()));
        permissions.retainAll(key.scopes());
        Instant end = now.plus(accessLifetime);
        return new Principal(
                key.user(),
                key.tenant(),
                key.id(),
                permissions,
                end.isBefore(key.expiresAt()) ? end : key.expiresAt(),
                key.user(),
                Principal.Means.API_KEY);
    }

    private void requireRemembered(UserId user, LoginId id) {
        Login known = live.getIfPresent(id);
        if (known == null || !known.user().equals(user) || !known.live(clock.instant())) {
            live.put(id, requireLive(user, id));
        }
    }

    private Login requireLive(UserId user, LoginId login) {
        return storage.read(unit -> unit.get(LoginRepository.class).find(user, login))
                .filter(found -> found.live(clock.instant()))
                .orElseThrow(Authenticator::invalidToken);
    }

    /**
     * The caller behind a WebSocket ticket, which is used up by this. Lasts as long as an access token would, and no longer
     * than the login that the ticket was got with.
     *
     * @throws ChatAgentException INVALID_TOKEN
     */
    public Principal redeemTicket(String ticket) {
        Instant now = clock.instant();
        String hash = new RandomToken(ticket).hash();
        if (storage.read(unit -> unit.get(OneTimeTokenRepository.class).find(OneTimeToken.Purpose.WS_TICKET, hash, now))
                .isEmpty()) { // what a stranger makes up must not cost a write
            throw invalidToken();
        }
        OneTimeToken token = storage.write(
                        unit -> unit.get(OneTimeTokenRepository.class).take(OneTimeToken.Purpose.WS_TICKET, hash, now))
                .orElseThrow(Authenticator::invalidToken);
        UserId user = Objects.requireNonNull(token.user(), "a ticket has a user");
        Login login = requireLive(user, Objects.requireNonNull(token.login(), "a ticket has a login"));
        User account = storage.read(unit -> unit.get(UserRepository.class).find(user))
                .orElseThrow(Authenticator::invalidToken);
        Instant end = now.plus(accessLifetime);
        UserId actor = login.actor();
        return new Principal(
                user,
                login.tenant(),
                login.id(),
                roles.permissions(account.roles()),
                end.isBefore(login.expiresAt()) ? end : login.expiresAt(),
                actor == null ? user : actor,
                actor == null ? Principal.Means.LOGIN : Principal.Means.IMPERSONATION);
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
        live.invalidate(login);
        verified.asMap().values().removeIf(principal -> principal.login().equals(login));
        revocationListeners.forEach(listener -> listener.accept(login));
    }

    /**
     * Learns what other nodes have revoked, since the last time that it could. Called by the runtime twice a second, one call
     * at a time; blocks for one look-up.
     */
    public void learnRevocations() {
        Instant now = clock.instant();
        Instant since = (now.isBefore(learned) ? now : learned).minus(LOOK_BACK);
        List<LoginId> ended = storage.read(unit -> {
            List<LoginId> all = new ArrayList<>(unit.get(LoginRepository.class).revokedSince(since));
            all.addAll(unit.get(ApiKeyRepository.class).revokedSince(since));
            return all;
        });
        for (LoginId login : ended) {
            if (revoked.getIfPresent(login) == null) {
                revoked(login);
            }
        }
        learned = now;
    }

    static ChatAgentException invalidToken() {
        return new ChatAgentException(
                ErrorCode.INVALID_TOKEN, "The access token is not valid or has expired. Log in again.");
    }
}
