package dev.chatagent.account;

import dev.chatagent.auth.PasswordStrength;
import dev.chatagent.config.Settings;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.error.FieldError;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;

/**
 * Which passwords are accepted: by length in code points and by how hard they are to guess, no composition rules (NIST SP
 * 800-63B section 3.1.1.2), nothing that is the account's own address.
 */
final class PasswordPolicy {
    static final int MAX_LENGTH = 128;

    private final PasswordStrength strength;
    private final int minLength;
    private final int minLengthWithSecondFactor;

    PasswordPolicy(AccountParts parts) {
        this.strength = parts.strength();
        this.minLength = parts.get(Settings.PASSWORD_MIN_LENGTH);
        this.minLengthWithSecondFactor = Math.min(minLength, parts.get(Settings.PASSWORD_MIN_LENGTH_SECOND_FACTOR));
    }

    /** Far more than any accepted password has, decomposed. Normalising takes time in proportion to the square. */
    private static final int MAX_NORMALISED = 4 * MAX_LENGTH;

    /** The form that is hashed: NFC, so that two keyboards give the same password. What is too long to be one stays as it is. */
    static String normalise(String password) {
        return password.length() > MAX_NORMALISED ? password : Normalizer.normalize(password, Normalizer.Form.NFC);
    }

    /** Answers the normalised password or refuses it. */
    String accept(String password, Email email, String displayName, boolean secondFactor) {
        if (password.length() > MAX_NORMALISED) {
            throw tooLong();
        }
        String normalised = normalise(password);
        int length = normalised.codePointCount(0, normalised.length());
        int least = secondFactor ? minLengthWithSecondFactor : minLength;
        if (length < least) {
            throw refused("too_short", "Use at least " + least + " characters; a few words you can remember are fine.");
        }
        if (length > MAX_LENGTH) {
            throw tooLong();
        }
        String folded = normalised.toLowerCase(Locale.ROOT);
        if (folded.contains(email.key()) || normalised.codePoints().distinct().count() < 4) {
            throw refused("too_easy", "This is too easy to guess; use a few words that do not belong together.");
        }
        strength.weakness(normalised, List.of(email.text(), displayName)).ifPresent(reason -> {
            throw refused("too_easy", reason);
        });
        return normalised;
    }

    /** @throws ChatAgentException WEAK_PASSWORD when the password is too short without a second factor */
    void requireEnoughAlone(String password) {
        String normalised = normalise(password);
        if (normalised.codePointCount(0, normalised.length()) < minLength) {
            throw refused(
                    "too_short",
                    "First set a password of at least " + minLength + " characters; this one is too short.");
        }
    }

    private static ChatAgentException tooLong() {
        return refused("too_long", "Use at most " + MAX_LENGTH + " characters.");
    }

    private static ChatAgentException refused(String code, String message) {
        return ChatAgentException.invalid(ErrorCode.WEAK_PASSWORD, new FieldError("password", code, message));
    }
}
