package dev.chatagent.file;

import java.io.IOException;

/**
 * Walks through the segments of a JPEG (ITU-T T.81, annex B). Behind its end only further pictures may come: telephones append
 * one for bright screens (CIPA DC-007).
 */
final class JpegCheck implements ContentCheck {
    private static final int START = 0xd8;
    private static final int END = 0xd9;
    private static final int SCAN = 0xda;

    @Override
    public void check(Content content) throws IOException {
        if (content.big(0, 2) != (0xff00 | START)) {
            throw Refusals.notDeclared(FileType.JPEG);
        }
        Pixels pixels = new Pixels();
        long at = 0;
        do {
            at = picture(content, at + 2, pixels);
        } while (content.is(at, "\u00ff\u00d8\u00ff"));
        ContentCheck.requireEnd(content, at);
    }

    /** From behind its start; answers where it ends. */
    private static long picture(Content content, long from, Pixels pixels) throws IOException {
        long at = from;
        boolean framed = false;
        while (true) {
            at = marker(content, at);
            int marker = content.at(at++);
            if (marker == END && framed) {
                return at;
            }
            if (marker < 0xc0 || marker == START || marker == END) {
                throw Refusals.notDeclared(FileType.JPEG);
            }
            long length = content.big(at, 2);
            if (frame(marker)) {
                framed = true;
                pixels.add(FileType.JPEG, content.big(at + 5, 2), content.big(at + 3, 2));
            }
            at += Math.max(2, length);
            if (marker == SCAN) {
                at = behindScan(content, at);
            }
        }
    }

    private static long marker(Content content, long from) throws IOException {
        long at = from;
        if (content.at(at) != 0xff) {
            throw Refusals.notDeclared(FileType.JPEG);
        }
        while (content.at(at) == 0xff) {
            at++;
        }
        return at;
    }

    /** All "start of frame" markers, which are not tables. */
    private static boolean frame(int marker) {
        return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    }

    /** In a scan 0xff is followed by zero, or by one of the eight marks at which a reader can begin again. */
    private static long behindScan(Content content, long from) throws IOException {
        long at = from;
        while (true) {
            if (content.at(at) == 0xff) {
                int next = content.at(at + 1);
                if (next != 0 && next != 0xff && (next < 0xd0 || next > 0xd7)) {
                    return at;
                }
            }
            at++;
        }
    }
}
