package dev.chatagent.jwt;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * Keeps zxcvbn from trying every reading of a password that is full of look-alike letters ({@code 4} and {@code @} for
 * {@code a}): it tries all combinations, and thirty characters of them take it seconds. Those beyond a few readings are put out
 * of its sight; a word that somebody remembers does not have more. Used by one thread.
 */
final class LookAlikes {
    private static final int MAX_READINGS = 8;

    /** What zxcvbn reads as letters, and as which. */
    private static final Map<Character, String> LETTERS = Map.ofEntries(
            Map.entry('4', "a"),
            Map.entry('@', "a"),
            Map.entry('8', "b"),
            Map.entry('(', "c"),
            Map.entry('{', "c"),
            Map.entry('[', "c"),
            Map.entry('<', "c"),
            Map.entry('3', "e"),
            Map.entry('6', "g"),
            Map.entry('9', "g"),
            Map.entry('1', "il"),
            Map.entry('!', "i"),
            Map.entry('|', "il"),
            Map.entry('7', "lt"),
            Map.entry('0', "o"),
            Map.entry('$', "s"),
            Map.entry('5', "s"),
            Map.entry('+', "t"),
            Map.entry('%', "x"),
            Map.entry('2', "z"));

    /** Signs that mean nothing to zxcvbn begin here. */
    private static final char NEUTRAL = '\u2500';

    private final Map<Character, Integer> readings = new HashMap<>();
    private final Set<Character> decided = new HashSet<>();
    private final Set<Character> hidden = new HashSet<>();

    private LookAlikes() {}

    /** The password with look-alikes of few readings. Digits stay first of all: they make dates and sequences too. */
    static String few(String password) {
        LookAlikes all = new LookAlikes();
        all.decide(password, Character::isDigit);
        all.decide(password, c -> true);
        StringBuilder text = new StringBuilder(password.length());
        for (int i = 0; i < password.length(); i++) {
            char c = password.charAt(i);
            text.append(all.hidden.contains(c) ? (char) (NEUTRAL + c) : c);
        }
        return text.toString();
    }

    private void decide(String password, IntPredicate which) {
        for (int i = 0; i < password.length(); i++) {
            char c = password.charAt(i);
            String letters = LETTERS.get(c);
            if (letters != null && which.test(c) && decided.add(c)) {
                letters.chars().forEach(letter -> readings.merge((char) letter, 1, Integer::sum));
                if (product() > MAX_READINGS) {
                    letters.chars().forEach(letter -> readings.merge((char) letter, -1, Integer::sum));
                    hidden.add(c);
                }
            }
        }
    }

    private int product() {
        return readings.values().stream().reduce(1, (a, b) -> a * Math.max(1, b));
    }
}
