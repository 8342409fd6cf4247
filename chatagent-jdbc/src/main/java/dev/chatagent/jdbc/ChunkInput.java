package dev.chatagent.jdbc;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** Reads what {@link ChunkOutput} wrote and gives nothing away that it has not checked. Not thread-safe. */
final class ChunkInput extends InputStream {
    private final DataInputStream in;
    private final ChunkSeal seal;
    private byte[] chunk = {};
    private int position;
    private long index;
    private boolean ended;

    ChunkInput(InputStream in, ChunkSeal seal) {
        this.in = new DataInputStream(in);
        this.seal = seal;
    }

    @Override
    public int read() throws IOException {
        return ready() ? chunk[position++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!ready()) {
            return -1;
        }
        int part = Math.min(length, chunk.length - position);
        System.arraycopy(chunk, position, bytes, offset, part);
        position += part;
        return part;
    }

    private boolean ready() throws IOException {
        while (position == chunk.length && !ended) {
            readChunk();
        }
        return position < chunk.length;
    }

    private void readChunk() throws IOException {
        try {
            int word = in.readInt();
            boolean last = (word & ChunkOutput.LAST) != 0;
            int length = word & ~ChunkOutput.LAST;
            if (length > ChunkSeal.MAX_BYTES) {
                throw new BackupFormatException("it is damaged or was changed (length of chunk " + index + ")");
            }
            byte[] sealed = new byte[length + seal.overhead()];
            in.readFully(sealed);
            chunk = seal.open(index, last, sealed);
            position = 0;
            index++;
            ended = last;
        } catch (EOFException e) {
            throw new BackupFormatException("it is cut off (within chunk " + index + ")");
        }
        if (ended && in.read() >= 0) {
            throw new BackupFormatException("there is something behind its end");
        }
    }
}
