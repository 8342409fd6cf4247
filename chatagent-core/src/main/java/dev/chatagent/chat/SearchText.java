package dev.chatagent.chat;

import java.text.Normalizer;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * Text as it is searched: lower case, without accents and width variants (Unicode NFKD without its marks), cut into words. A
 * word is a run of letters and digits; in scripts that put no spaces between words, each character is one.
 */
public final class SearchText {
    private SearchText() {}

    /** The words of the text, each once at its place, joined by single spaces: what storages index. */
    public static String index(String text) {
        StringBuilder words = new StringBuilder(text.length());
        scan(normal(text), word -> {
            words.append(words.isEmpty() ? "" : " ").append(word);
            return true;
        });
        return words.toString();
    }

    static String normal(String text) {
        if (ascii(text)) {
            return text.toLowerCase(Locale.ROOT);
        }
        String apart = Normalizer.normalize(text, Normalizer.Form.NFKD);
        StringBuilder kept = new StringBuilder(apart.length());
        apart.codePoints().filter(each -> !mark(each)).forEach(kept::appendCodePoint);
        return kept.toString().toLowerCase(Locale.ROOT);
    }

    static boolean ascii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 128) {
                return false;
            }
        }
        return true;
    }

    private static boolean mark(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK;
    }

    /**
     * Gives each word of a normal text to the visitor until it says no.
     *
     * @return whether it never did
     */
    static boolean scan(String normal, Predicate<String> visitor) {
        int at = 0;
        while (at < normal.length()) {
            int codePoint = normal.codePointAt(at);
            int end = at + Character.charCount(codePoint);
            if (Character.isLetterOrDigit(codePoint)) {
                end = unspaced(codePoint) ? end : endOfWord(normal, end);
                if (!visitor.test(normal.substring(at, end))) {
                    return false;
                }
            }
            at = end;
        }
        return true;
    }

    private static int endOfWord(String normal, int from) {
        int at = from;
        while (at < normal.length()) {
            int codePoint = normal.codePointAt(at);
            if (!Character.isLetterOrDigit(codePoint) || unspaced(codePoint)) {
                break;
            }
            at += Character.charCount(codePoint);
        }
        return at;
    }

    private static boolean unspaced(int codePoint) {
        if (codePoint < 0x0E00) {
            return false;
        }
        return switch (Character.UnicodeScript.of(codePoint)) {
            case HAN, HIRAGANA, KATAKANA, THAI, LAO, KHMER, MYANMAR -> true;
            default -> false;
        };
    }
}
