package dev.chatagent.account;

import dev.chatagent.error.ChatAgentException;
import java.text.Normalizer;

/** Rules for display names: 1 to 80 code points on one line. */
final class DisplayNames {
    private static final int MAX_LENGTH = 80;

    private DisplayNames() {}

    static String accept(String name) {
        return accept("displayName", name);
    }

    static String accept(String field, String name) {
        if (name.length() > 4 * MAX_LENGTH) { // normalising takes time in proportion to the square
            throw length(field);
        }
        String clean = Normalizer.normalize(name.strip(), Normalizer.Form.NFC);
        if (clean.isEmpty() || clean.codePointCount(0, clean.length()) > MAX_LENGTH) {
            throw length(field);
        }
        if (clean.codePoints().anyMatch(DisplayNames::misleading)) {
            throw ChatAgentException.invalid(field, "characters", "Use visible characters on one line.");
        }
        return clean;
    }

    private static ChatAgentException length(String field) {
        return ChatAgentException.invalid(field, "length", "Use 1 to " + MAX_LENGTH + " characters.");
    }

    /** Control characters and those that reorder the text around them. */
    private static boolean misleading(int codePoint) {
        return Character.isISOControl(codePoint)
                || (codePoint >= 0x202A && codePoint <= 0x202E)
                || (codePoint >= 0x2066 && codePoint <= 0x2069)
                || codePoint == 0x2028
                || codePoint == 0x2029;
    }

    static String fallback(Email email) {
        return email.text().substring(0, email.text().indexOf('@'));
    }
}
