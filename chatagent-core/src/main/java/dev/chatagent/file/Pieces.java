package dev.chatagent.file;

import java.io.InputStream;
import java.util.Objects;

/** A download as a stream, which holds one piece at a time. Not thread-safe. */
final class Pieces extends InputStream {
    private final Download download;
    private byte[] piece = new byte[0];
    private int at;
    private int next;

    Pieces(Download download) {
        this.download = download;
    }

    /** Whether there is a byte to read. */
    private boolean filled() {
        while (at == piece.length && next < download.pieces()) {
            piece = download.piece(next++);
            at = 0;
        }
        return at < piece.length;
    }

    @Override
    public int read() {
        return filled() ? piece[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        if (!filled()) {
            return -1;
        }
        int count = Math.min(length, piece.length - at);
        System.arraycopy(piece, at, target, offset, count);
        at += count;
        return count;
    }
}
