package dev.chatagent.tests.event;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that breaks off after so many bytes, in the middle of whatever they are. */
final class Fuse extends FilterInputStream {
    private long left;

    /** It has broken off. */
    static final class Blown extends IOException {
        private static final long serialVersionUID = 1L;
    }

    Fuse(InputStream in, long bytes) {
        super(in);
        left = bytes;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        if (left <= 0) {
            throw new Blown();
        }
        int read = super.read(to, offset, (int) Math.min(length, left));
        left -= Math.max(0, read);
        return read;
    }
}
