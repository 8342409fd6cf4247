package dev.chatagent.account;

import dev.chatagent.audit.Alert;
import dev.chatagent.audit.AuditEvent;
import dev.chatagent.audit.AuditRecord;
import dev.chatagent.auth.Permission;
import dev.chatagent.auth.Principal;
import dev.chatagent.auth.RandomToken;
import dev.chatagent.auth.Role;
import dev.chatagent.config.Settings;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.id.UserId;
import dev.chatagent.storage.UnitOfWork;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Registering, logging in and out, refreshing, the profile, and the first administrator. Thread-safe. */
public final class Accounts {
    private static final Duration TICKET_LIFETIME = Duration.ofSeconds(30);

    private final AccountParts parts;
    private final Revoker revoker;
    private final HashingPool hashing;
    private final PasswordPolicy passwords;
    private final LoginIssuer logins;
    private final SignIn signIn;
    private final LoginSessions sessions;

    Accounts(
            AccountParts parts,
            Revoker revoker,
            HashingPool hashing,
            PasswordPolicy passwords,
            LoginIssuer logins,
            SignIn signIn,
            LoginSessions sessions) {
        this.parts = parts;
        this.revoker = revoker;
        this.hashing = hashing;
        this.passwords = passwords;
        this.logins = logins;
        this.signIn = signIn;
        this.sessions = sessions;
    }

    /**
     * Makes an account and logs it in.
     *
     * @throws ChatAgentException EMAIL_TAKEN, WEAK_PASSWORD, or FORBIDDEN when people may not register by themselves
     */
    public TokenPair register(Registration registration, ClientInfo client) {
        if (!parts.get(Settings.REGISTRATION)) {
            throw new ChatAgentException(ErrorCode.FORBIDDEN, "Registration is closed; ask an administrator.");
        }
        String hash = hash(registration);
        return parts.storage().write(unit -> {
            User user = create(unit, registration, hash, client, Role.USER);
            return logins.open(unit, user, client);
        });
    }

    private String hash(Registration registration) {
        return hashing.hash(
                passwords.accept(registration.password(), registration.email(), registration.displayName(), false));
    }

    private User create(UnitOfWork unit, Registration registration, String hash, ClientInfo client, Role... roles) {
        List<String> names = List.of(roles).stream().map(Role::name).toList();
        User user = NewUsers.insert(parts, unit, registration, hash, names, client.tenant());
        parts.audit()
                .append(
                        unit,
                        AuditRecord.self(AuditEvent.USER_CREATED, user.tenant(), user.id(), client.address())
                                .with("roles", String.join(" ", names)));
        return user;
    }

    /** As {@link #login(Email, String, String, ClientInfo)}, without a second factor. */
    public TokenPair login(Email email, String password, ClientInfo client) {
        return signIn.login(email, password, null, client);
    }

    /**
     * Logs in. An unknown address takes as long as a wrong password and looks the same.
     *
     * @param code of the authenticator app, or a recovery code; null when the person has sent none
     * @throws ChatAgentException BAD_CREDENTIALS; SECOND_FACTOR_REQUIRED, BAD_SECOND_FACTOR; BANNED; RATE_LIMITED with the time
     *     to wait after too many failures; OVERLOADED when too many log in at once
     */
    public TokenPair login(Email email, String password, @Nullable String code, ClientInfo client) {
        return signIn.login(email, password, code, client);
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
        Instant now = parts.clock().instant();
        Optional<TokenPair> pair = parts.storage().write(unit -> {
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
            if (usedAt != null && now.isAfter(usedAt.plus(parts.get(Settings.REFRESH_GRACE)))) {
                reused(unit, token);
                return Optional.empty();
            }
            repository.markUsed(hash, now);
            User user = unit.get(UserRepository.class)
                    .credential(token.user())
                    .filter(credential -> !credential.banned())
                    .map(Credential::user)
                    .orElseThrow(Accounts::invalidRefresh);
            return Optional.of(logins.extend(unit, user, token.login()));
        });
        return pair.orElseThrow(Accounts::invalidRefresh);
    }

    /** Whoever uses it now is not the one who used it first, and nobody can tell which of them is the owner. */
    private void reused(UnitOfWork unit, RefreshToken token) {
        revoker.login(unit, token.user(), token.login());
        unit.get(UserRepository.class).find(token.user()).ifPresent(user -> {
            AuditRecord record = new AuditRecord(
                            AuditEvent.AUTHN_TOKEN_REUSE, user.tenant(), null, user.id(), "", Map.of())
                    .with("login", token.login().toString());
            parts.audit().append(unit, record);
            parts.audit()
                    .alert(
                            unit,
                            Alert.Kind.TOKEN_REUSE,
                            record,
                            "A refresh token was used again after its grace; its login was ended.");
        });
    }

    private static ChatAgentException invalidRefresh() {
        return new ChatAgentException(ErrorCode.INVALID_TOKEN, "The session has ended. Log in again.");
    }

    /** Ends the caller's login: refused from the next request on, and its connections are closed. */
    public void logout(Principal principal) {
        sessions.logout(principal);
    }

    /** The caller's own account. */
    public Profile profile(Principal principal) {
        principal.require(Permission.ACCOUNT_SELF);
        return parts.storage().read(unit -> profile(unit, principal.user()));
    }

    private static Profile profile(UnitOfWork unit, UserId user) {
        Credential credential =
                unit.get(UserRepository.class).credential(user).orElseThrow(ChatAgentException::notFound);
        return new Profile(credential.user(), credential.emailVerified());
    }

    /** Changes the caller's display name and answers the account. */
    public Profile updateDisplayName(Principal principal, String displayName) {
        principal.require(Permission.ACCOUNT_SELF);
        String accepted = DisplayNames.accept(displayName);
        return parts.storage().write(unit -> {
            unit.get(UserRepository.class).updateDisplayName(principal.user(), accepted);
            if (principal.means() == Principal.Means.IMPERSONATION) {
                parts.audit()
                        .append(
                                unit,
                                new AuditRecord(
                                        AuditEvent.USER_UPDATED,
                                        principal.tenant(),
                                        principal.actor(),
                                        principal.user(),
                                        "",
                                        Map.of()));
            }
            return profile(unit, principal.user());
        });
    }

    /**
     * A secret that opens one WebSocket for the caller within 30 s. It stands for the person and their login, so neither a
     * machine nor somebody who acts for them gets one; those connect with what they have.
     *
     * @throws ChatAgentException FORBIDDEN
     */
    public String webSocketTicket(Principal principal) {
        principal.requireInPerson();
        RandomToken ticket = RandomToken.create();
        Instant end = parts.clock().instant().plus(TICKET_LIFETIME);
        return parts.storage().write(unit -> {
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
        Instant end = parts.clock().instant().plus(parts.get(Settings.SETUP_LINK_LIFETIME));
        return parts.storage().write(unit -> {
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
        String hash = hash(registration);
        return parts.storage().write(unit -> {
            boolean good = unit.get(OneTimeTokenRepository.class)
                    .take(
                            OneTimeToken.Purpose.SETUP,
                            new RandomToken(setupToken).hash(),
                            parts.clock().instant())
                    .isPresent();
            if (!good || unit.get(UserRepository.class).anyWithRole(Role.ADMIN.name())) {
                throw new ChatAgentException(
                        ErrorCode.INVALID_TOKEN,
                        "This set-up link was used or has expired. Restart the server to have a new one printed.");
            }
            User admin = create(unit, registration, hash, client, Role.USER, Role.ADMIN);
            parts.audit()
                    .append(unit, AuditRecord.self(AuditEvent.SYS_SETUP, admin.tenant(), admin.id(), client.address()));
            return logins.open(unit, admin, client);
        });
    }
}
