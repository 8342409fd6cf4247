package dev.chatagent.account;

import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.error.FieldError;
import java.text.Normalizer;
import java.util.Locale;

/**
 * Which passwords are accepted: by length in code points, no composition rules (NIST SP 800-63B section 5.1.1.2), nothing
 * that is the account's own address.
 */
final class PasswordPolicy {
    static final int MAX_LENGTH = 128;

    private final int minLength;

    PasswordPolicy(int minLength) {
        this.minLength = minLength;
    }

    /** The form that is hashed: NFC, so that two keyboards give the same password. */
    static String normalise(String password) {
        return Normalizer.normalize(password, Normalizer.Form.NFC);
    }

    /** Answers the normalised password or refuses it. */
    String accept(String password, Email email) {
        String normalised = normalise(password);
        int length = normalised.codePointCount(0, normalised.length());
        if (length < minLength) {
            throw refused(
                    "too_short", "Use at least " + minLength + " characters; a few words you can remember are fine.");
        }
        if (length > MAX_LENGTH) {
            throw refused("too_long", "Use at most " + MAX_LENGTH + " characters.");
        }
        String folded = normalised.toLowerCase(Locale.ROOT);
        if (folded.contains(email.key()) || normalised.codePoints().distinct().count() < 4) {
            throw refused("too_easy", "This is too easy to guess; use a few words that do not belong together.");
        }
        return normalised;
    }

    private static ChatAgentException refused(String code, String message) {
        return ChatAgentException.invalid(ErrorCode.WEAK_PASSWORD, new FieldError("password", code, message));
    }
}
