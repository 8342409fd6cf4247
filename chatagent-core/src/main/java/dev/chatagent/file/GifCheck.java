package dev.chatagent.file;

import java.io.IOException;

/** Walks through the blocks of a GIF (GIF89a specification). */
final class GifCheck implements ContentCheck {
    private static final int IMAGE = 0x2c;
    private static final int EXTENSION = 0x21;
    private static final int TRAILER = 0x3b;

    @Override
    public void check(Content content) throws IOException {
        if (!content.is(0, "GIF87a") && !content.is(0, "GIF89a")) {
            throw Refusals.notDeclared(FileType.GIF);
        }
        Pixels pixels = new Pixels();
        pixels.add(FileType.GIF, content.little(6, 2), content.little(8, 2));
        long at = 13 + colours(content.at(10));
        boolean image = false;
        for (int block = content.at(at); block != TRAILER; block = content.at(at)) {
            if (block == IMAGE) {
                image = true;
                pixels.add(FileType.GIF, content.little(at + 5, 2), content.little(at + 7, 2));
                at = behindData(content, at + 11 + colours(content.at(at + 9)));
            } else if (block == EXTENSION) {
                at = behindData(content, at + 2);
            } else {
                throw Refusals.notDeclared(FileType.GIF);
            }
        }
        if (!image) {
            throw Refusals.notDeclared(FileType.GIF);
        }
        ContentCheck.requireEnd(content, at + 1);
    }

    private static long colours(int flags) {
        return (flags & 0x80) == 0 ? 0 : 3L << ((flags & 7) + 1);
    }

    private static long behindData(Content content, long from) throws IOException {
        long at = from;
        int length = content.at(at);
        while (length != 0) {
            at += length + 1;
            length = content.at(at);
        }
        return at + 1;
    }
}
