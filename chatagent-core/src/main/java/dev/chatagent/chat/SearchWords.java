package dev.chatagent.chat;

import dev.chatagent.error.ChatAgentException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What somebody looks for: words of which each must be the beginning of a word in the text, whatever its case and accents.
 *
 * @param words at least one, normal as in {@link SearchText}, none of them twice
 */
public record SearchWords(List<String> words) {
    private static final int MAX_WORDS = 16;
    private static final int MAX_CHARS = 200;
    private static final int BEFORE = 60;
    private static final int SNIPPET = 200;
    private static final int MAX_SNIPPET_SEARCH = 50_000;

    public SearchWords {
        words = List.copyOf(words);
        if (words.isEmpty()) {
            throw new IllegalArgumentException("A search needs a word");
        }
    }

    /**
     * Reads what a person typed.
     *
     * @throws ChatAgentException INVALID_REQUEST when it has no word, is longer than 200 characters or has more than 16 words
     */
    public static SearchWords parse(String query) {
        if (query.length() > MAX_CHARS) {
            throw ChatAgentException.invalid("q", "too_long", "Search for at most " + MAX_CHARS + " characters.");
        }
        Set<String> words = new LinkedHashSet<>();
        SearchText.scan(SearchText.normal(query), word -> {
            words.add(word);
            return true;
        });
        if (words.isEmpty()) {
            throw ChatAgentException.invalid("q", "required", "Search for at least one word.");
        }
        if (words.size() > MAX_WORDS) {
            throw ChatAgentException.invalid("q", "too_long", "Search for at most " + MAX_WORDS + " words.");
        }
        return new SearchWords(List.copyOf(words));
    }

    /** Whether the text has them all. */
    public boolean matches(String text) {
        List<String> missing = new ArrayList<>(words);
        SearchText.scan(SearchText.normal(text), word -> {
            missing.removeIf(word::startsWith);
            return !missing.isEmpty();
        });
        return missing.isEmpty();
    }

    /**
     * Whether a text may match of which this is some encoding that leaves ASCII letters and digits as they are: never no when
     * it does. Far cheaper than {@link #matches}.
     */
    public boolean mayMatch(String encoded) {
        if (!SearchText.ascii(encoded)) {
            return true;
        }
        for (String word : words) {
            if (!containsIgnoringCase(encoded, word)) {
                return false;
            }
        }
        return true;
    }

    private static boolean containsIgnoringCase(String text, String word) {
        char lower = word.charAt(0);
        char upper = Character.toUpperCase(lower);
        int last = text.length() - word.length();
        for (int i = 0; i <= last; i++) {
            char here = text.charAt(i);
            if ((here == lower || here == upper) && text.regionMatches(true, i, word, 0, word.length())) {
                return true;
            }
        }
        return false;
    }

    /** A piece of the text around the first place where one of the words stands, on one line; at most 200 characters. */
    public String snippet(String text) {
        int hit = 0;
        int at = 0;
        while (at < Math.min(text.length(), MAX_SNIPPET_SEARCH)) {
            int end = text.offsetByCodePoints(at, 1);
            if (startsWord(text, at) && startsWithOne(text.substring(at, Math.min(text.length(), at + MAX_CHARS)))) {
                hit = at;
                break;
            }
            at = end;
        }
        int from = safe(text, Math.max(0, hit - BEFORE));
        int to = safe(text, Math.min(text.length(), from + SNIPPET - 2));
        String piece = text.substring(from, to).strip().replaceAll("\\s+", " ");
        return (from > 0 ? "…" : "") + piece + (to < text.length() ? "…" : "");
    }

    private static boolean startsWord(String text, int at) {
        return Character.isLetterOrDigit(text.codePointAt(at))
                && (at == 0 || !Character.isLetterOrDigit(text.codePointBefore(at)) || text.charAt(at) >= 0x0E00);
    }

    private boolean startsWithOne(String rest) {
        String normal = SearchText.normal(rest);
        return words.stream().anyMatch(normal::startsWith);
    }

    /** Not in the middle of a surrogate pair. */
    private static int safe(String text, int at) {
        return at > 0 && at < text.length() && Character.isLowSurrogate(text.charAt(at)) ? at - 1 : at;
    }
}
