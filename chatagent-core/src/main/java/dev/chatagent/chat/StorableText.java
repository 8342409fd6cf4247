package dev.chatagent.chat;

/**
 * An agent's text as every database and reader can hold it. A character that was cut between two pieces waits for its second
 * half; half characters and null characters become U+FFFD. Not thread-safe.
 */
final class StorableText {
    private static final char REPLACEMENT = '\uFFFD';
    private static final char NONE = 0;

    private char firstHalf = NONE;

    /** A text that is whole. */
    static String of(String text) {
        StorableText whole = new StorableText();
        return whole.next(text) + whole.rest();
    }

    /** The next piece, as far as it can be told. */
    String next(String piece) {
        StringBuilder result = new StringBuilder(piece.length() + 1);
        for (int i = 0; i < piece.length(); i++) {
            add(result, piece.charAt(i));
        }
        return result.toString();
    }

    private void add(StringBuilder result, char c) {
        if (firstHalf != NONE) {
            if (Character.isLowSurrogate(c)) {
                result.append(firstHalf).append(c);
                firstHalf = NONE;
                return;
            }
            result.append(REPLACEMENT);
            firstHalf = NONE;
        }
        if (Character.isHighSurrogate(c)) {
            firstHalf = c;
        } else {
            result.append(c == 0 || Character.isLowSurrogate(c) ? REPLACEMENT : c);
        }
    }

    /** What waits at the end of the text. */
    String rest() {
        return firstHalf == NONE ? "" : String.valueOf(REPLACEMENT);
    }
}
