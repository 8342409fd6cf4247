package dev.chatagent.account;

import dev.chatagent.audit.AuditEvent;
import dev.chatagent.audit.AuditRecord;
import dev.chatagent.auth.Permission;
import dev.chatagent.auth.Principal;
import dev.chatagent.auth.RandomToken;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.id.UserId;
import dev.chatagent.storage.UnitOfWork;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The optional second factor: an authenticator app, and recovery codes for the day the phone is gone. Thread-safe. */
public final class SecondFactors {
    private static final int RECOVERY_CODES = 10;
    private static final int RECOVERY_LENGTH = 16;
    /** Nothing that looks like something else: no 0 and O, no 1, I and L. */
    private static final String RECOVERY_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

    private static final String ISSUER = "chatagent";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final AccountParts parts;
    private final Reauthentication reauthentication;
    private final PasswordPolicy policy;
    private final Revoker revoker;

    SecondFactors(AccountParts parts, Reauthentication reauthentication, PasswordPolicy policy, Revoker revoker) {
        this.parts = parts;
        this.reauthentication = reauthentication;
        this.policy = policy;
        this.revoker = revoker;
    }

    /** What an authenticator app needs; shown once. */
    public record Enrollment(String secret, String uri) {
        /** Never the secret. */
        @Override
        public String toString() {
            return "Enrollment[…]";
        }
    }

    /** Whether the caller has a second factor, and how many recovery codes are left. */
    public record Status(boolean enabled, int recoveryCodes) {}

    /** The caller's second factor. */
    public Status status(Principal principal) {
        principal.require(Permission.ACCOUNT_SELF);
        return parts.storage().read(unit -> {
            SecondFactorRepository repository = unit.get(SecondFactorRepository.class);
            boolean enabled = enabled(unit, principal.user());
            return new Status(enabled, enabled ? repository.recoveryCodes(principal.user()) : 0);
        });
    }

    static boolean enabled(UnitOfWork unit, UserId user) {
        return unit.get(SecondFactorRepository.class)
                .find(user)
                .filter(SecondFactor::confirmed)
                .isPresent();
    }

    /**
     * Begins to set up an authenticator app; it protects the account once {@link #confirm} has seen a code of it.
     *
     * @throws ChatAgentException BAD_CREDENTIALS for a wrong password, CONFLICT when there is a second factor already
     */
    public Enrollment enroll(Principal principal, String password) {
        principal.requireInPerson();
        Credential credential = reauthentication.require(principal, password);
        User user = credential.user();
        byte[] secret = Totp.newSecret();
        String sealed = parts.box().seal(secret, context(principal.user()));
        parts.storage().write(unit -> {
            reauthentication.unchanged(unit, principal, credential);
            if (enabled(unit, principal.user())) {
                throw new ChatAgentException(
                        ErrorCode.CONFLICT, "There is a second factor already. Remove it to set up another one.");
            }
            unit.get(SecondFactorRepository.class).put(principal.user(), new SecondFactor(sealed, false, 0));
            return true;
        });
        String base32 = Totp.base32(secret);
        String label = encode(ISSUER + ":" + user.email());
        return new Enrollment(base32, "otpauth://totp/" + label + "?secret=" + base32 + "&issuer=" + ISSUER);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String context(UserId user) {
        return "totp " + user;
    }

    /**
     * Switches the second factor on and answers the recovery codes, which are shown once.
     *
     * @throws ChatAgentException BAD_SECOND_FACTOR
     */
    public List<String> confirm(Principal principal, String code) {
        principal.requireInPerson();
        List<String> codes = newRecoveryCodes();
        return parts.storage().write(unit -> {
            revoker.requireLive(unit, principal);
            SecondFactorRepository repository = unit.get(SecondFactorRepository.class);
            SecondFactor factor = repository
                    .find(principal.user())
                    .filter(found -> !found.confirmed())
                    .orElseThrow(() -> new ChatAgentException(
                            ErrorCode.CONFLICT, "There is no second factor to confirm. Begin to set one up first."));
            if (!takeCode(unit, principal.user(), factor, normalise(code))) {
                throw wrongCode();
            }
            repository.confirm(principal.user());
            repository.putRecoveryCodes(
                    principal.user(), codes.stream().map(SecondFactors::hash).toList());
            parts.audit().append(unit, record(AuditEvent.AUTHN_SECOND_FACTOR_ADDED, principal));
            revoker.otherLogins(unit, principal.user(), principal.login());
            return codes;
        });
    }

    /**
     * Switches the second factor off.
     *
     * @throws ChatAgentException BAD_CREDENTIALS for a wrong password, BAD_SECOND_FACTOR for a wrong code, WEAK_PASSWORD for one
     *     that is long enough only beside a second factor
     */
    public void remove(Principal principal, String password, String code) {
        principal.requireInPerson();
        reauthentication.require(principal, password, (unit, credential) -> {
            if (!passes(unit, credential.user(), code, new ClientInfo("", ""))) {
                return false;
            }
            policy.requireEnoughAlone(password);
            unit.get(SecondFactorRepository.class).delete(principal.user());
            parts.audit().append(unit, record(AuditEvent.AUTHN_SECOND_FACTOR_REMOVED, principal));
            return true;
        });
    }

    private static AuditRecord record(AuditEvent event, Principal principal) {
        return AuditRecord.self(event, principal.tenant(), principal.user(), "");
    }

    /**
     * Whether the user may go on: has no second factor, or shows a code that works. Uses the code up.
     *
     * @throws ChatAgentException SECOND_FACTOR_REQUIRED when one is needed and none was sent
     */
    boolean passes(UnitOfWork unit, User user, @Nullable String code, ClientInfo client) {
        Optional<SecondFactor> factor =
                unit.get(SecondFactorRepository.class).find(user.id()).filter(SecondFactor::confirmed);
        if (factor.isEmpty()) {
            return true;
        }
        if (code == null || code.isBlank()) {
            throw new ChatAgentException(
                    ErrorCode.SECOND_FACTOR_REQUIRED, "Send the code of your authenticator app, or a recovery code.");
        }
        String normalised = normalise(code);
        return takeCode(unit, user.id(), factor.get(), normalised) || takeRecoveryCode(unit, user, normalised, client);
    }

    private boolean takeCode(UnitOfWork unit, UserId user, SecondFactor factor, String code) {
        byte[] secret = parts.box().open(factor.sealed(), context(user));
        OptionalLong step = Totp.match(secret, code, parts.clock().instant(), factor.lastStep());
        return step.isPresent() && unit.get(SecondFactorRepository.class).advance(user, step.getAsLong());
    }

    private boolean takeRecoveryCode(UnitOfWork unit, User user, String code, ClientInfo client) {
        if (!unit.get(SecondFactorRepository.class).takeRecoveryCode(user.id(), hash(code))) {
            return false;
        }
        parts.audit()
                .append(
                        unit,
                        AuditRecord.self(
                                AuditEvent.AUTHN_RECOVERY_CODE_USED, user.tenant(), user.id(), client.address()));
        return true;
    }

    static ChatAgentException wrongCode() {
        return new ChatAgentException(
                ErrorCode.BAD_SECOND_FACTOR, "This code is wrong or was used already. Wait for the next one.");
    }

    /** About 79 random bits each: enough that a fast hash keeps them safe. */
    private static List<String> newRecoveryCodes() {
        List<String> codes = new ArrayList<>();
        for (int i = 0; i < RECOVERY_CODES; i++) {
            StringBuilder code = new StringBuilder();
            for (int j = 0; j < RECOVERY_LENGTH; j++) {
                code.append(j > 0 && j % 4 == 0 ? "-" : "");
                code.append(RECOVERY_ALPHABET.charAt(RANDOM.nextInt(RECOVERY_ALPHABET.length())));
            }
            codes.add(code.toString());
        }
        return codes;
    }

    private static String normalise(String code) {
        return code.replaceAll("[\\s-]", "").toUpperCase(Locale.ROOT);
    }

    private static String hash(String recoveryCode) {
        return new RandomToken(normalise(recoveryCode)).hash();
    }
}
