package dev.chatagent.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Text in UTF-8 that no program takes for something to run. */
final class TextCheck implements ContentCheck {
    private static final int HEAD = 1_024;
    private static final int BUFFER = 8_192;

    /** What browsers and shells know by its first characters (WHATWG MIME Sniffing, section 7.1), and PDF, which may begin later. */
    private static final Pattern RUN = Pattern.compile(
            "(?is)(\\s*(<!doctype\\s+(html|svg)|<\\?(xml|php|=)|<%|<(html|head|body|script|iframe|style|title|svg|object|embed"
                    + "|base|link|meta)[\\s/>])|#!|%!PS|\\{\\\\rtf).*|.*%PDF-.*");

    /** These are at home in Markdown. */
    private static final Pattern MARKUP = Pattern.compile("(?is)\\s*(<!--|<(h1|div|font|table|a|b|br|p)[\\s>]).*");

    private final boolean plain;

    /** @param plain whether it has no markup at all */
    TextCheck(boolean plain) {
        this.plain = plain;
    }

    @Override
    public void check(Content content) throws IOException {
        requireReadable(content);
        String head = head(content);
        if (RUN.matcher(head).matches() || (plain && MARKUP.matcher(head).matches())) {
            throw Refusals.active("This text begins like a page, a picture, a document or a program.");
        }
    }

    private static String head(Content content) throws IOException {
        byte[] bytes = content.bytes(0, (int) Math.min(content.size(), HEAD));
        String head = new String(bytes, StandardCharsets.UTF_8);
        return head.startsWith("\ufeff") ? head.substring(1) : head;
    }

    /** @throws dev.chatagent.error.ChatAgentException for what is no UTF-8, and for characters that no text has */
    static void requireReadable(Content content) throws IOException {
        char[] buffer = new char[BUFFER];
        try (InputStream bytes = content.stream();
                Reader reader = new InputStreamReader(
                        bytes,
                        StandardCharsets.UTF_8
                                .newDecoder()
                                .onMalformedInput(CodingErrorAction.REPORT)
                                .onUnmappableCharacter(CodingErrorAction.REPORT))) {
            for (int count = reader.read(buffer); count >= 0; count = reader.read(buffer)) {
                for (int i = 0; i < count; i++) {
                    if (control(buffer[i])) {
                        throw Refusals.notTaken(
                                "not_text", "A text has no control characters but tabs and line breaks.");
                    }
                }
            }
        } catch (CharacterCodingException e) {
            throw Refusals.notTaken("not_utf8", "The text is not valid UTF-8; save it in this encoding.");
        }
    }

    private static boolean control(char c) {
        return (c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f') || c == 0x7f;
    }
}
