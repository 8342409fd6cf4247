package dev.chatagent.file;

import java.io.IOException;
import java.util.zip.CRC32;

/** Walks through the chunks of a PNG (W3C PNG, third edition, section 5): nothing damaged, nothing behind the last. */
final class PngCheck implements ContentCheck {
    private static final String SIGNATURE = "\u0089PNG\r\n\u001a\n";
    private static final int OVERHEAD = 12;

    @Override
    public void check(Content content) throws IOException {
        if (!content.is(0, SIGNATURE)) {
            throw Refusals.notDeclared(FileType.PNG);
        }
        long at = SIGNATURE.length();
        Pixels pixels = new Pixels();
        boolean data = false;
        String chunk = "";
        while (!chunk.equals("IEND")) {
            long length = content.big(at, 4);
            boolean first = chunk.isEmpty();
            chunk = content.latin(at + 4, 4);
            if (first != chunk.equals("IHDR") || !sound(content, at, length)) {
                throw Refusals.notDeclared(FileType.PNG);
            }
            if (first) {
                pixels.add(FileType.PNG, content.big(at + 8, 4), content.big(at + 12, 4));
            } else if (chunk.equals("fcTL")) {
                pixels.add(FileType.PNG, content.big(at + 12, 4), content.big(at + 16, 4));
            }
            data |= chunk.equals("IDAT");
            at += length + OVERHEAD;
        }
        if (!data) {
            throw Refusals.notDeclared(FileType.PNG);
        }
        ContentCheck.requireEnd(content, at);
    }

    private static boolean sound(Content content, long at, long length) throws IOException {
        if (at + length + OVERHEAD > content.size()) {
            return false;
        }
        CRC32 crc = new CRC32();
        for (long i = at + 4; i < at + 8 + length; i++) {
            crc.update(content.at(i));
        }
        return crc.getValue() == content.big(at + 8 + length, 4);
    }
}
