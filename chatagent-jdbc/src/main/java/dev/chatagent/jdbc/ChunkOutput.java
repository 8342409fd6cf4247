package dev.chatagent.jdbc;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Writes bytes as sealed chunks; closing writes the last one and leaves the stream under it open. Not thread-safe. */
final class ChunkOutput extends OutputStream {
    static final int LAST = 1 << 31;

    private final DataOutputStream out;
    private final ChunkSeal seal;
    private final byte[] buffer = new byte[ChunkSeal.MAX_BYTES];
    private int filled;
    private long index;
    private boolean closed;

    ChunkOutput(OutputStream out, ChunkSeal seal) {
        this.out = new DataOutputStream(out);
        this.seal = seal;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        for (int done = 0; done < length; ) {
            if (filled == buffer.length) {
                writeChunk(false); // now it is known that it is not the last one
            }
            int part = Math.min(length - done, buffer.length - filled);
            System.arraycopy(bytes, offset + done, buffer, filled, part);
            filled += part;
            done += part;
        }
    }

    private void writeChunk(boolean last) throws IOException {
        out.writeInt(filled | (last ? LAST : 0));
        out.write(seal.seal(index, last, buffer, filled));
        index++;
        filled = 0;
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            writeChunk(true);
            out.flush();
        }
    }
}
