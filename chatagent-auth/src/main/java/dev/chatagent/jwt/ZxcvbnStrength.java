package dev.chatagent.jwt;

import com.nulabinc.zxcvbn.Strength;
import com.nulabinc.zxcvbn.Zxcvbn;
import dev.chatagent.auth.PasswordStrength;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Judges passwords with zxcvbn: about 30,000 common passwords, names and words, keyboard walks, dates, repeats and look-alike
 * letters, all offline. Thread-safe.
 */
final class ZxcvbnStrength implements PasswordStrength {
    /** The library's "safely unguessable" begins at 3 of 4: more than 10^8 guesses, before the hash slows them down. */
    private static final int LEAST_SCORE = 3;

    /** Its time grows faster than the length; what has not shown its strength by then has none. */
    private static final int JUDGED_CHARS = 48;

    private static final int LEAST_BEYOND = 8;
    private static final Pattern WORDS = Pattern.compile("[^\\p{L}\\p{N}]+");

    private final Zxcvbn zxcvbn = new Zxcvbn();

    @Override
    public Optional<String> weakness(String password, List<String> personal) {
        List<String> words = new ArrayList<>();
        for (String text : personal) {
            words.addAll(List.of(WORDS.split(text)));
        }
        words.removeIf(word -> word.length() < 3);
        if (mostlyPersonal(password, words)) {
            return Optional.of(
                    "This is made of your own name or address; use a few words that do not belong together.");
        }
        String judged = password.length() > JUDGED_CHARS ? password.substring(0, JUDGED_CHARS) : password;
        Strength strength = zxcvbn.measure(LookAlikes.few(judged), words);
        if (strength.getScore() >= LEAST_SCORE) {
            return Optional.empty();
        }
        String warning = strength.getFeedback().getWarning();
        return Optional.of(
                (warning == null || warning.isBlank() ? "This is too easy to guess" : warning.replaceAll("\\.$", ""))
                        + "; use a few words that do not belong together.");
    }

    /** The library counts even one's own name as hard to guess once a few of its parts are strung together. */
    private static boolean mostlyPersonal(String password, List<String> words) {
        String rest = password.toLowerCase(Locale.ROOT);
        for (String word : words) {
            rest = rest.replace(word.toLowerCase(Locale.ROOT), "");
        }
        return rest.length() < LEAST_BEYOND && rest.length() < password.length();
    }
}
