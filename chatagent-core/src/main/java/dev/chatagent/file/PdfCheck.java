package dev.chatagent.file;

import java.io.IOException;

/** A PDF that begins at its first byte and ends with its last (ISO 32000-2, section 7.5). What it draws is not looked at. */
final class PdfCheck implements ContentCheck {
    private static final String END = "%%EOF";
    private static final int TAIL = 1_024;

    @Override
    public void check(Content content) throws IOException {
        if (!content.is(0, "%PDF-1.") && !content.is(0, "%PDF-2.")) {
            throw Refusals.notDeclared(FileType.PDF);
        }
        long from = Math.max(0, content.size() - TAIL);
        String tail = content.latin(from, TAIL);
        int end = tail.lastIndexOf(END);
        if (end < 0) {
            throw Refusals.twoInOne(
                    "A PDF ends with " + END + "; this one is cut, or there is something behind its end.");
        }
        boolean blank = tail.substring(end + END.length()).chars().allMatch(c -> c <= ' ');
        ContentCheck.requireEnd(content, blank ? content.size() : from + end + END.length());
    }
}
