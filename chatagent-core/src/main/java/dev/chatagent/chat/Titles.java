package dev.chatagent.chat;

import dev.chatagent.error.ChatAgentException;
import java.util.regex.Pattern;

/** Rules for the titles of chats. */
final class Titles {
    private static final int MAX_LENGTH = 120;
    private static final int DERIVED_LENGTH = 60;

    /** A heading, quotation, list or code block begins with these; bounded, because a message can be nothing else. */
    private static final Pattern LEADING_MARKS = Pattern.compile("^(?:#{1,6}\\s+|>\\s*|[-*+]\\s+|```\\w*\\s+){1,8}");

    private Titles() {}

    static String accept(String title) {
        String clean = oneLine(title);
        if (clean.codePointCount(0, clean.length()) > MAX_LENGTH) {
            throw ChatAgentException.invalid("title", "too_long", "A title has at most " + MAX_LENGTH + " characters.");
        }
        return clean;
    }

    /** The beginning of a message without the Markdown it begins with, cut between words where there is a gap near the end. */
    static String derive(String text) {
        String plain = oneLine(LEADING_MARKS.matcher(text.strip()).replaceFirst(""));
        String clean = plain.isEmpty() ? oneLine(text) : plain;
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
