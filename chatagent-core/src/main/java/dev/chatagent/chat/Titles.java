package dev.chatagent.chat;

import dev.chatagent.error.ChatAgentException;

/** Rules for the titles of chats. */
final class Titles {
    private static final int MAX_LENGTH = 120;
    private static final int DERIVED_LENGTH = 60;

    private Titles() {}

    static String accept(String title) {
        String clean = oneLine(title);
        if (clean.codePointCount(0, clean.length()) > MAX_LENGTH) {
            throw ChatAgentException.invalid("title", "too_long", "A title has at most " + MAX_LENGTH + " characters.");
        }
        return clean;
    }

    /** The beginning of a message, cut between words where there is a gap near the end. */
    static String derive(String text) {
        String clean = oneLine(text);
        if (clean.codePointCount(0, clean.length()) <= DERIVED_LENGTH) {
            return clean;
        }
        String cut = clean.substring(0, clean.offsetByCodePoints(0, DERIVED_LENGTH - 1));
        int gap = cut.lastIndexOf(' ');
        return (gap > cut.length() / 2 ? cut.substring(0, gap) : cut) + "…";
    }

    private static String oneLine(String text) {
        return text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    }
}
