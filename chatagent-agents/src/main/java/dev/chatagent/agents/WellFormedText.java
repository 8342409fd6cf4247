package dev.chatagent.agents;

/**
 * Makes text that arrives in pieces storable: a character that was cut in two between pieces is put together again; halves
 * that stay alone and null characters become U+FFFD. Used by one thread at a time.
 */
final class WellFormedText {
    private static final char REPLACEMENT = '\uFFFD';

    private String held = "";

    /** The next piece without what must wait for the one after it; may be empty. */
    String next(String piece) {
        StringBuilder text =
                new StringBuilder(held.length() + piece.length()).append(held).append(piece);
        int last = text.length() - 1;
        held = "";
        if (last >= 0 && Character.isHighSurrogate(text.charAt(last))) {
            held = text.substring(last);
            text.setLength(last);
        }
        return cleaned(text);
    }

    private static String cleaned(StringBuilder text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (c == 0 || Character.isSurrogate(c)) {
                text.setCharAt(i, REPLACEMENT);
            }
        }
        return text.toString();
    }
}
