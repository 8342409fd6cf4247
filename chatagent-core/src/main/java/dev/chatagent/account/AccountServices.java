package dev.chatagent.account;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Everything about accounts, built from one set of parts. Thread-safe; closing it stops the hashing of passwords. */
public final class AccountServices implements AutoCloseable {
    /** Long enough for other nodes to hear that a key was revoked. */
    private static final Duration ENDED_KEYS_KEPT = Duration.ofDays(1);

    private final AccountParts parts;
    private final HashingPool hashing;
    private final Authenticator authenticator;
    private final Accounts accounts;
    private final LoginSessions sessions;
    private final Passwords passwords;
    private final SecondFactors secondFactors;
    private final ApiKeys apiKeys;
    private final UserAdministration users;
    private final Operator operator;
    private final LoginGuard guard;
    private final Reauthentication reauthentication;
    private final Revoker revoker;

    /** Builds the services; starts nothing but the threads that hash. */
    public AccountServices(AccountParts parts) {
        this.parts = parts;
        this.hashing = new HashingPool(
                parts.hasher(), Math.max(1, Runtime.getRuntime().availableProcessors() / 2), parts.hashThreads());
        this.authenticator = new Authenticator(parts);
        this.guard = new LoginGuard(parts);
        this.revoker = new Revoker(authenticator, parts.clock());
        LoginIssuer issuer = new LoginIssuer(parts);
        PasswordPolicy policy = new PasswordPolicy(parts);
        this.reauthentication = new Reauthentication(parts, hashing, guard, revoker);
        this.secondFactors = new SecondFactors(parts, reauthentication, policy, revoker);
        SignIn signIn = new SignIn(parts, hashing, guard, secondFactors, issuer);
        this.sessions = new LoginSessions(parts, revoker);
        this.accounts = new Accounts(parts, revoker, hashing, policy, issuer, signIn, sessions);
        this.passwords = new Passwords(parts, hashing, policy, reauthentication, guard, issuer, revoker);
        this.apiKeys = new ApiKeys(parts, revoker);
        this.users = new UserAdministration(parts, hashing, policy, issuer, revoker, passwords);
        this.operator = new Operator(parts, hashing, policy);
    }

    public Authenticator authenticator() {
        return authenticator;
    }

    public Accounts accounts() {
        return accounts;
    }

    public LoginSessions sessions() {
        return sessions;
    }

    public Passwords passwords() {
        return passwords;
    }

    public SecondFactors secondFactors() {
        return secondFactors;
    }

    public ApiKeys apiKeys() {
        return apiKeys;
    }

    public UserAdministration users() {
        return users;
    }

    /** Deletes accounts with what those features keep of their owners. */
    public AccountDeletion deletion(List<Belongings> belongings) {
        return new AccountDeletion(parts, reauthentication, users, revoker, belongings);
    }

    public Operator operator() {
        return operator;
    }

    /** Deletes what has expired. Called by the runtime from time to time. */
    public void prune() {
        Instant now = parts.clock().instant();
        parts.storage()
                .write(unit -> unit.get(LoginRepository.class).prune(now)
                        + unit.get(OneTimeTokenRepository.class).prune(now)
                        + unit.get(KnownDeviceRepository.class).prune(now)
                        + unit.get(ApiKeyRepository.class).prune(now.minus(ENDED_KEYS_KEPT))
                        + guard.prune(unit));
    }

    @Override
    public void close() {
        hashing.close();
    }
}
