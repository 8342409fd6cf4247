package dev.chatagent.account;

import dev.chatagent.error.ChatAgentException;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * An email address as its owner wrote it (trimmed, NFC). Two that differ only in case are one account, see {@link #key()}.
 * Checked for shape alone: whether it exists is known once a message to it arrived (OWASP Input Validation).
 */
public record Email(String text) {
    /** RFC 5321 section 4.5.3.1: path without its brackets. */
    private static final int MAX_LENGTH = 254;

    /** Nothing invisible: the part before the {@code @} may become a display name. */
    private static final Pattern SHAPE =
            Pattern.compile("[^@<>\"(),:;\\[\\]\\\\\\p{C}\\p{Z}]{1,64}@[\\p{L}\\p{N}-]+(\\.[\\p{L}\\p{N}-]+)*");

    public Email {
        if (text.length() > 4 * MAX_LENGTH) { // normalising takes time in proportion to the square
            throw invalid();
        }
        text = Normalizer.normalize(text.strip(), Normalizer.Form.NFC);
        if (text.length() > MAX_LENGTH
                || !SHAPE.matcher(text).matches()
                || key(text).length() > MAX_LENGTH) {
            throw invalid();
        }
    }

    private static ChatAgentException invalid() {
        return ChatAgentException.invalid("email", "invalid", "This is not an email address.");
    }

    /** What identifies the account: compatibility-normalised and in lower case. */
    public String key() {
        return key(text);
    }

    /** May be longer than the text: one character can stand for eighteen. */
    private static String key(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return text;
    }
}
