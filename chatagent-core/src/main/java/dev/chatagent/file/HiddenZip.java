package dev.chatagent.file;

import java.io.IOException;

/** An archive at the end of something else: readers of ZIP look there, whatever the file begins with (APPNOTE, section 4.3). */
final class HiddenZip {
    static final String END = "PK\u0005\u0006";
    private static final String DIRECTORY = "PK\u0001\u0002";
    static final int END_BYTES = 22;
    static final int MAX_COMMENT = 0xffff;

    private HiddenZip() {}

    /** @throws dev.chatagent.error.ChatAgentException when there is one */
    static void refuse(Content content) throws IOException {
        long last = content.size() - END_BYTES;
        for (long at = last; at >= Math.max(0, last - MAX_COMMENT); at--) {
            if (content.at(at) == 'P'
                    && content.is(at, END)
                    && content.is(at - content.little(at + 12, 4), DIRECTORY)) {
                throw Refusals.twoInOne("An archive is hidden at the end of the file.");
            }
        }
    }
}
