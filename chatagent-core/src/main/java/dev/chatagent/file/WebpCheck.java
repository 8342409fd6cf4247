package dev.chatagent.file;

import java.io.IOException;

/** Walks through the chunks of a WebP (RFC 9649, section 2). */
final class WebpCheck implements ContentCheck {
    private static final int HEAD = 12;
    private static final int CHUNK_HEAD = 8;

    @Override
    public void check(Content content) throws IOException {
        if (!content.is(0, "RIFF") || !content.is(8, "WEBP")) {
            throw Refusals.notDeclared(FileType.WEBP);
        }
        long end = content.little(4, 4) + CHUNK_HEAD;
        Pixels pixels = new Pixels();
        boolean image = false;
        long at = HEAD;
        while (at < end) {
            long length = content.little(at + 4, 4);
            image |= measured(content, content.latin(at, 4), at + CHUNK_HEAD, pixels);
            at += CHUNK_HEAD + length + (length & 1);
        }
        if (!image || at != end) {
            throw Refusals.notDeclared(FileType.WEBP);
        }
        ContentCheck.requireEnd(content, end);
    }

    /** Whether it is a chunk with a picture. */
    private static boolean measured(Content content, String chunk, long at, Pixels pixels) throws IOException {
        switch (chunk) {
            case "VP8 " -> {
                require(content.is(at + 3, "\u009d\u0001*"));
                pixels.add(FileType.WEBP, content.little(at + 6, 2) & 0x3fff, content.little(at + 8, 2) & 0x3fff);
                return true;
            }
            case "VP8L" -> {
                require(content.at(at) == 0x2f);
                long bits = content.little(at + 1, 4);
                pixels.add(FileType.WEBP, (bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1);
                return true;
            }
            case "VP8X" -> pixels.add(FileType.WEBP, content.little(at + 4, 3) + 1, content.little(at + 7, 3) + 1);
            case "ANMF" -> {
                pixels.add(FileType.WEBP, content.little(at + 6, 3) + 1, content.little(at + 9, 3) + 1);
                return true;
            }
            default -> {
                return false;
            }
        }
        return false;
    }

    private static void require(boolean condition) {
        if (!condition) {
            throw Refusals.notDeclared(FileType.WEBP);
        }
    }
}
