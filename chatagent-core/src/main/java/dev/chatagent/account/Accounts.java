package dev.chatagent.account;

import dev.chatagent.auth.AccessTokens;
import dev.chatagent.auth.PasswordHasher;
import dev.chatagent.auth.Permission;
import dev.chatagent.auth.Principal;
import dev.chatagent.auth.RandomToken;
import dev.chatagent.auth.Role;
import dev.chatagent.config.Environment;
import dev.chatagent.config.Settings;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.id.IdGenerator;
import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;
import dev.chatagent.storage.Storage;
import dev.chatagent.storage.UnitOfWork;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;

/** Registering, logging in and out, refreshing, the profile, and the first administrator. Thread-safe. */
public final class Accounts implements AutoCloseable {
    private static final Duration TICKET_LIFETIME = Duration.ofSeconds(30);

    private final Storage storage;
    private final Authenticator authenticator;
    private final LoginIssuer logins;
    private final HashingPool hashing;
    private final PasswordPolicy passwords;
    private final Clock clock;
    private final IdGenerator ids;
    private final boolean registrationOpen;
    private final Duration refreshGrace;
    private final Duration setupLifetime;

    /** Wired by the runtime. */
    public Accounts(
            Storage storage,
            Authenticator authenticator,
            AccessTokens accessTokens,
            PasswordHasher hasher,
            ThreadFactory threads,
            Clock clock,
            IdGenerator ids,
            Settings settings,
            Environment environment) {
        this.storage = storage;
        this.authenticator = authenticator;
        this.clock = clock;
        this.ids = ids;
        this.hashing = new HashingPool(hasher, Math.max(1, Runtime.getRuntime().availableProcessors() / 2), threads);
        this.passwords = new PasswordPolicy(settings.get(Settings.PASSWORD_MIN_LENGTH, environment));
        this.logins = new LoginIssuer(
                accessTokens,
                clock,
                ids,
                settings.get(Settings.ACCESS_TOKEN_LIFETIME, environment),
                settings.get(Settings.REFRESH_TOKEN_LIFETIME, environment));
        this.registrationOpen = settings.get(Settings.REGISTRATION, environment);
        this.refreshGrace = settings.get(Settings.REFRESH_GRACE, environment);
        this.setupLifetime = settings.get(Settings.SETUP_LINK_LIFETIME, environment);
    }

    /**
     * Makes an account and logs it in.
     *
     * @throws ChatAgentException EMAIL_TAKEN, WEAK_PASSWORD, or FORBIDDEN when people may not register by themselves
     */
    public TokenPair register(Registration registration, ClientInfo client) {
        if (!registrationOpen) {
            throw new ChatAgentException(ErrorCode.FORBIDDEN, "Registration is closed; ask an administrator.");
        }
        String hash = hashing.hash(passwords.accept(registration.password(), registration.email()));
        return storage.write(unit -> logins.open(unit, create(unit, registration, hash, Role.USER), client));
    }

    private User create(UnitOfWork unit, Registration registration, String hash, Role... roles) {
        Email email = registration.email();
        String name = registration.displayName().isBlank()
                ? DisplayNames.fallback(email)
                : DisplayNames.accept(registration.displayName());
        User user = new User(
                new UserId(ids.next()),
                email.text(),
                name,
                List.of(roles).stream().map(Role::name).toList(),
                TenantId.DEFAULT,
                clock.instant().truncatedTo(ChronoUnit.MILLIS));
        if (!unit.get(UserRepository.class).insert(user, hash)) {
            throw new ChatAgentException(
                    ErrorCode.EMAIL_TAKEN, "There is an account with this address already. Log in instead.");
        }
        return user;
    }

    /**
     * Logs in. An unknown address takes as long as a wrong password and looks the same.
     *
     * @throws ChatAgentException BAD_CREDENTIALS; OVERLOADED when too many log in at once
     */
    public TokenPair login(Email email, String password, ClientInfo client) {
        String normalised = PasswordPolicy.normalise(password);
        Optional<Credential> found =
                storage.read(unit -> unit.get(UserRepository.class).findByEmail(TenantId.DEFAULT, email));
        if (found.isEmpty()) {
            hashing.pretend(normalised);
            throw badCredentials();
        }
        Credential credential = found.get();
        if (!hashing.matches(normalised, credential.passwordHash())) {
            throw badCredentials();
        }
        Optional<String> newHash =
                hashing.outdated(credential.passwordHash()) ? Optional.of(hashing.hash(normalised)) : Optional.empty();
        return storage.write(unit -> {
            newHash.ifPresent(hash -> unit.get(UserRepository.class)
                    .updatePasswordHash(credential.user().id(), hash));
            return logins.open(unit, credential.user(), client);
        });
    }

    private static ChatAgentException badCredentials() {
        return new ChatAgentException(ErrorCode.BAD_CREDENTIALS, "The email address or the password is wrong.");
    }

    /**
     * Exchanges a refresh token for a new pair of the same login. Used again within the grace it gives another pair, so that
     * parallel tabs do not log each other out; used again later it is taken as stolen and ends the login (RFC 9700 section
     * 4.14.2).
     *
     * @throws ChatAgentException INVALID_TOKEN
     */
    public TokenPair refresh(String refreshToken) {
        String hash = new RandomToken(refreshToken).hash();
        Instant now = clock.instant();
        Optional<TokenPair> pair = storage.write(unit -> {
            LoginRepository repository = unit.get(LoginRepository.class);
            RefreshToken token = repository
                    .findToken(hash)
                    .filter(t -> now.isBefore(t.expiresAt()))
                    .orElseThrow(Accounts::invalidRefresh);
            boolean live = repository
                    .find(token.user(), token.login())
                    .filter(login -> login.live(now))
                    .isPresent();
            if (!live) {
                throw invalidRefresh();
            }
            Instant usedAt = token.usedAt();
            if (usedAt != null && now.isAfter(usedAt.plus(refreshGrace))) {
                repository.revoke(token.user(), token.login(), now);
                unit.afterCommit(() -> authenticator.revoked(token.login()));
                return Optional.empty();
            }
            repository.markUsed(hash, now);
            User user = unit.get(UserRepository.class).find(token.user()).orElseThrow(Accounts::invalidRefresh);
            return Optional.of(logins.extend(unit, user, token.login()));
        });
        return pair.orElseThrow(Accounts::invalidRefresh);
    }

    private static ChatAgentException invalidRefresh() {
        return new ChatAgentException(ErrorCode.INVALID_TOKEN, "The session has ended. Log in again.");
    }

    /** Ends the caller's login: refused from the next request on, and its connections are closed. */
    public void logout(Principal principal) {
        storage.write(unit -> {
            unit.get(LoginRepository.class).revoke(principal.user(), principal.login(), clock.instant());
            unit.afterCommit(() -> authenticator.revoked(principal.login()));
            return true;
        });
    }

    /** The caller's own account. */
    public User profile(Principal principal) {
        principal.require(Permission.ACCOUNT_SELF);
        return storage.read(unit ->
                unit.get(UserRepository.class).find(principal.user()).orElseThrow(ChatAgentException::notFound));
    }

    /** Changes the caller's display name and answers the account. */
    public User updateDisplayName(Principal principal, String displayName) {
        principal.require(Permission.ACCOUNT_SELF);
        String accepted = DisplayNames.accept(displayName);
        return storage.write(unit -> {
            UserRepository users = unit.get(UserRepository.class);
            users.updateDisplayName(principal.user(), accepted);
            return users.find(principal.user()).orElseThrow(ChatAgentException::notFound);
        });
    }

    /** A secret that opens one WebSocket for the caller within 30 s. */
    public String webSocketTicket(Principal principal) {
        RandomToken ticket = RandomToken.create();
        Instant end = clock.instant().plus(TICKET_LIFETIME);
        return storage.write(unit -> {
            unit.get(OneTimeTokenRepository.class)
                    .insert(new OneTimeToken(
                            OneTimeToken.Purpose.WS_TICKET, ticket.hash(), principal.user(), principal.login(), end));
            return ticket.text();
        });
    }

    /**
     * A fresh secret for the set-up link when no administrator exists; those given out before stop working. Empty once
     * there is an administrator.
     */
    public Optional<String> setupToken() {
        RandomToken token = RandomToken.create();
        Instant end = clock.instant().plus(setupLifetime);
        return storage.write(unit -> {
            OneTimeTokenRepository tokens = unit.get(OneTimeTokenRepository.class);
            tokens.clear(OneTimeToken.Purpose.SETUP);
            if (unit.get(UserRepository.class).anyWithRole(Role.ADMIN.name())) {
                return Optional.empty();
            }
            tokens.insert(new OneTimeToken(OneTimeToken.Purpose.SETUP, token.hash(), null, null, end));
            return Optional.of(token.text());
        });
    }

    /**
     * Makes the first administrator and logs them in.
     *
     * @throws ChatAgentException INVALID_TOKEN when the link was used, has expired or never was one
     */
    public TokenPair setUp(String setupToken, Registration registration, ClientInfo client) {
        String hash = hashing.hash(passwords.accept(registration.password(), registration.email()));
        return storage.write(unit -> {
            boolean good = unit.get(OneTimeTokenRepository.class)
                    .take(OneTimeToken.Purpose.SETUP, new RandomToken(setupToken).hash(), clock.instant())
                    .isPresent();
            if (!good || unit.get(UserRepository.class).anyWithRole(Role.ADMIN.name())) {
                throw new ChatAgentException(
                        ErrorCode.INVALID_TOKEN,
                        "This set-up link was used or has expired. Restart the server to have a new one printed.");
            }
            return logins.open(unit, create(unit, registration, hash, Role.USER, Role.ADMIN), client);
        });
    }

    /** Deletes what has expired. Called by the runtime from time to time. */
    public void prune() {
        Instant now = clock.instant();
        storage.write(unit -> unit.get(LoginRepository.class).prune(now)
                + unit.get(OneTimeTokenRepository.class).prune(now));
    }

    @Override
    public void close() {
        hashing.close();
    }
}
